import { readFileSync } from "node:fs";

/**
 * A file that Plansmith ships beside its code: a template, `package.json`. The code lies in one
 * folder of the package's root, as it is written and when it is built.
 *
 * @param path from the root
 * @throws where there is no such file
 */
export function shippedFile(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
}
