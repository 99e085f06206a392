import { existsSync, readFileSync } from "node:fs";

/** What is built lies in `dist`, one folder below the root; this source file lies two below it. */
const ROOT = ["../", "../../"]
  .map((up) => new URL(up, import.meta.url))
  .find((folder) => existsSync(new URL("app.yml", folder)));

/**
 * Reads a file that comes with Plansmith beside its code: a template, `package.json`.
 *
 * @param path from the root of the package
 * @throws where there is no such file
 */
export function bundledAsset(path: string): string {
  return readFileSync(new URL(path, ROOT ?? import.meta.url), "utf8");
}
