/** Below the 5,000 requests an hour that the emulator gives a token. */
export const REQUESTS_PER_TOKEN = 4_000;

/** How many tokens of the emulator stand behind a person's one. */
export const SPARES = 50;

/** Gives the header that the emulator is to see. */
export type Authorize = (authorization: string) => Promise<string>;

/**
 * Keeps the emulator's own rate limit out of the way: a token that has made many requests is
 * replaced by another one of the same person or installation on its way to the emulator. The limit
 * that clients meet is the proxy's.
 *
 * @param mint makes another token of the App's installation
 */
export function spareTokens(
  isApp: (token: string) => boolean,
  mint: () => Promise<string>,
): Authorize {
  const uses = new Map<string, number>();
  const minted = new Map<string, Promise<string>>();

  return async (authorization) => {
    const [, scheme = "", token = ""] = /^(\S+)\s+(.*)$/.exec(authorization) ?? [];
    const used = uses.get(token) ?? 0;
    uses.set(token, used + 1);
    const spare = Math.floor(used / REQUESTS_PER_TOKEN);
    if (spare === 0 || token.startsWith("eyJ")) return authorization;
    const name = spareName(token, spare);
    if (!isApp(token)) return `${scheme} ${name}`;
    const made = minted.get(name) ?? mint();
    minted.set(name, made);
    return `${scheme} ${await made}`;
  };
}

/** The `number`th of a person's {@link SPARES}. */
export function spareName(token: string, number: number): string {
  return `${token}_${number}`;
}
