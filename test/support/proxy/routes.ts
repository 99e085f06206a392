import type { Answer, Call } from "./http.js";

/** What a pattern's `:name` and `*name` parts matched, decoded. */
type Params = Readonly<Record<string, string>>;

/** Passes the call on: to the next gap that has something to say, and at last to the emulator. */
export type Next = (call: Call) => Promise<Answer>;

/** A piece of GitHub's behaviour around one endpoint. */
export interface Route {
  /** Methods, divided by spaces. */
  readonly methods: string;
  /** `:name` matches one path segment (`:number` digits alone), `*name` the rest. */
  readonly path: string;
  readonly handle: (call: Call, next: Next, params: Params) => Promise<Answer>;
}

/** A route, read once. */
interface Read {
  readonly methods: ReadonlySet<string>;
  readonly pattern: readonly string[];
  readonly handle: Route["handle"];
}

/** The params with which a route matches, else `undefined`. */
function paramsOf(pattern: readonly string[], segments: readonly string[]): Params | undefined {
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith("*")) {
      params[part.slice(1)] = decodeURIComponent(segments.slice(index).join("/"));
      return segments.length > index ? params : undefined;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (part === ":number" && !/^\d+$/.test(segment)) return undefined;
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return segments.length === pattern.length ? params : undefined;
}

/** One function out of many routes: the first in the list is the outermost. */
export function compose(routes: readonly Route[], last: Next): Next {
  const all = routes.map(({ methods, path, handle }): Read => {
    return { methods: new Set(methods.split(" ")), pattern: path.split("/"), handle };
  });
  async function from(start: number, call: Call): Promise<Answer> {
    const segments = call.path.split("/");
    for (const [index, { methods, pattern, handle }] of all.entries()) {
      if (index < start || !methods.has(call.method)) continue;
      const params = paramsOf(pattern, segments);
      if (params !== undefined) return handle(call, (passed) => from(index + 1, passed), params);
    }
    return last(call);
  }
  return (call) => from(0, call);
}
