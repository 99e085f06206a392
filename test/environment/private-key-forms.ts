import { createPrivateKey } from "node:crypto";

/**
 * A private key in each form in which people store one, with a name for it.
 *
 * @param pem the key, with line ends
 */
export function privateKeyForms(pem: string): readonly (readonly [form: string, key: string])[] {
  const base64 = Buffer.from(pem).toString("base64");
  /** As the program `base64` writes it. */
  const wrapped = (end: string): string => base64.replaceAll(/.{76}/g, (line) => `${line}${end}`);
  const written = pem.replaceAll("\n", String.raw`\n`);
  return [
    ["as it is", pem],
    ["with the line ends of Windows", pem.replaceAll("\n", "\r\n")],
    ["with line ends written out", written],
    ["with the line ends of Windows written out", pem.replaceAll("\n", String.raw`\r\n`)],
    ["with spaces for line ends", pem.trim().replaceAll("\n", " ")],
    ["with the quotes of an .env file", `"${written}"`],
    ["with the other quotes of an .env file", `'${written}'`],
    ["in quotes, with line ends", `'${pem}'`],
    ["in base64", base64],
    ["in base64 in quotes", `'${base64}'`],
    ["in base64 on many lines", wrapped("\n")],
    ["in base64 on many lines, with their ends written out, in quotes", `'${wrapped("\\n")}'`],
  ];
}

/** Whether a PEM text holds the key of another one. */
export function isSameKey(pem: string | undefined, other: string): boolean {
  return pem !== undefined && createPrivateKey(pem).equals(createPrivateKey(other));
}
