import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Compares two texts in the same time, whatever is given: a secret cannot be guessed bit by bit. */
export function timingSafeEqualText(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/**
 * Whether `signature` is the one that GitHub puts on a delivery with this body.
 *
 * @see https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 * @param signature the header `X-Hub-Signature-256`
 */
export function signatureFits(secret: string, body: Uint8Array, signature: string): boolean {
  const wanted = createHmac("sha256", secret).update(body).digest("hex");
  return timingSafeEqualText(signature, `sha256=${wanted}`);
}
