import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Compares two texts in the same time, whatever is given: a secret cannot be guessed bit by bit. */
export function timingSafeEqualText(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** Whether a request brings `token` as its bearer token; never without a token. */
export function hasBearer({ headers }: IncomingMessage, token: string | undefined): boolean {
  return token !== undefined && timingSafeEqualText(headers.authorization ?? "", `Bearer ${token}`);
}
