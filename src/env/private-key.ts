import { createPrivateKey } from "node:crypto";
import { getPrivateKey } from "@probot/get-private-key";

/**
 * Reads the App's private key from `PRIVATE_KEY` (PEM, also in base64 or with `\n` for line ends),
 * `PRIVATE_KEY_PATH`, or the one `*.pem` file of the working folder, as Probot does.
 *
 * @param problems gets a line for what is wrong; never a part of the key
 */
export function readPrivateKey(
  source: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string | undefined {
  const variable = source.PRIVATE_KEY === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  let pem: string | null;
  try {
    pem = getPrivateKey({ env: { ...source } });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^\[.*?\] /, "") : "unreadable";
    problems.push(`${variable} cannot be used: ${reason}`);
    return undefined;
  }
  if (pem === null) {
    problems.push("PRIVATE_KEY or PRIVATE_KEY_PATH is missing: the private key of the App, as PEM");
    return undefined;
  }
  try {
    createPrivateKey(pem);
    return pem;
  } catch {
    problems.push(`${variable} holds no private key: use the .pem file that GitHub gave you`);
    return undefined;
  }
}
