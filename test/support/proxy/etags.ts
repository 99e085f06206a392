import { createHash } from "node:crypto";
import { inSeconds } from "../gaps/seconds.js";
import type { Answer, Call } from "./http.js";

/** Sent back with a 304 as with the answer that it stands for. */
const KEPT = /^(?:cache-control|date|etag|link|vary|x-.*)$/;

/**
 * Gap: answers have no entity tags. Here a read's tag comes of its content and of the token that it was
 * read with, as `Vary: Authorization` says, and a client that has that content already gets 304 and no body.
 * That another token gets another tag is a guess, which `doctor --live` measures.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 */
export function conditional(call: Call, answered: Answer): Answer {
  const whole = finished(answered);
  if (call.method !== "GET" || whole.status !== 200) return whole;
  const hash = createHash("sha256").update(`${call.headers["authorization"] ?? ""}\n`);
  const etag = `W/"${hash.update(whole.body).digest("hex")}"`;
  const headers = {
    "cache-control": "private, max-age=60, s-maxage=60",
    vary: "Accept, Authorization, Cookie, X-GitHub-OTP",
    ...whole.headers,
    etag,
  };
  if (!names(call.headers["if-none-match"], etag)) return { ...whole, headers };
  const kept = Object.entries(headers).filter(([name]) => KEPT.test(name));
  return { status: 304, headers: Object.fromEntries(kept), body: Buffer.alloc(0) };
}

/** The body as it goes out. */
function finished(answered: Answer): Answer {
  const isJson = answered.headers["content-type"]?.startsWith("application/json") ?? false;
  if (!isJson) return answered;
  return { ...answered, body: Buffer.from(inSeconds(answered.body.toString("utf8"))) };
}

/** Tags compare weakly: `W/` in front makes no difference (RFC 9110, section 13.1.2). */
function names(header: string | undefined, etag: string): boolean {
  const tags = new Set((header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, "")));
  return tags.has(etag.slice(2)) || tags.has("*");
}
