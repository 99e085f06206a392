import { getPrivateKey } from "@probot/get-private-key";
import { createPrivateKey } from "node:crypto";
import { existsSync } from "node:fs";

/** Base64 as it is written on one line or on many, with line ends as they are or written out. */
const BASE64 = /^(?:[A-Za-z\d+/=]|\s|\\[rn])+$/;

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
  const given = source.PRIVATE_KEY;
  const variable = given === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  const path = given === undefined ? undefined : pathIn(given);
  if (path !== undefined) {
    problems.push(`PRIVATE_KEY looks like a path: set PRIVATE_KEY_PATH=${path} instead`);
    return undefined;
  }
  const file = source.PRIVATE_KEY_PATH;
  if (given === undefined && file !== undefined && !existsSync(file)) {
    problems.push(`PRIVATE_KEY_PATH names no file: ${file}`);
    return undefined;
  }
  const none = `${variable} holds no private key: use the .pem file that GitHub gave you`;
  let pem: string | null;
  try {
    pem = getPrivateKey({ env: { ...source, ...(given && { PRIVATE_KEY: onOneLine(given) }) } });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^\[.*?\] /, "") : "unreadable";
    problems.push(given === undefined ? `${variable} cannot be used: ${reason}` : none);
    return undefined;
  }
  if (pem === null) {
    problems.push("PRIVATE_KEY or PRIVATE_KEY_PATH is missing: the private key of the App, as PEM");
    return undefined;
  }
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return pem;
    problems.push(
      `${variable} is no RSA key, as those of GitHub are: use the .pem file that GitHub gave you`,
    );
  } catch {
    problems.push(none);
  }
  return undefined;
}

/** The path that stands where the key belongs: `/run/key.pem`, `./key.pem`, or `@key.pem`. */
function pathIn(given: string): string | undefined {
  const text = given.trim();
  const isPath = /^(?:@|~?\/|\.{1,2}\/|[A-Za-z]:\\)/.test(text) || /\.(?:pem|key)$/i.test(text);
  return isPath && text.length < 300 && !/\s/.test(text) ? text.replace(/^@/, "") : undefined;
}

/** Base64 without the line ends that `base64` puts into it. */
function onOneLine(given: string): string {
  return BASE64.test(given) ? given.replaceAll(/\s|\\[rn]/g, "") : given;
}
