import { createHash, timingSafeEqual } from "node:crypto";

/** Compares two texts in the same time, whatever is given: a secret cannot be guessed bit by bit. */
export function timingSafeEqualText(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
