import { nock } from "../offline.js";
import { answerOf } from "./sample.js";

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/**
 * Stands in for GitHub's API at `address`, answer by answer. Every answer is held against GitHub's
 * description; what it requires and a test does not care about is filled in.
 */
export function scriptedGitHub(address: string): nock.Scope {
  const scope = nock(address);
  for (const method of METHODS) {
    const original = scope[method].bind(scope);
    scope[method] = (uri, ...rest) => {
      const interceptor = original(uri, ...rest);
      const reply = interceptor.reply.bind(interceptor) as (...args: unknown[]) => nock.Scope;
      const checked = (status: number, body?: unknown, headers?: unknown): nock.Scope =>
        reply(status, answerOf(method.toUpperCase(), String(uri), status, body), headers);
      return Object.assign(interceptor, { reply: checked });
    };
  }
  return scope;
}
