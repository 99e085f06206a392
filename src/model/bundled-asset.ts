import { readFileSync } from "node:fs";

/**
 * A file that Plansmith ships beside its code: a template, `package.json`. What is built lies
 * directly in `dist`, so this has to stay directly in `src`: the root is one folder up from both.
 *
 * @param path from the root
 * @throws where there is no such file
 */
export function bundledAsset(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
}
