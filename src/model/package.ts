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

/** The version in package.json. */
export function packageVersion(): string {
  return field("version") ?? "0.0.0";
}

/** The repository in package.json, `owner/name`: the only place that says who publishes Plansmith. */
export function packageRepository(): string {
  return field("repository")?.replace(/^github:/, "") ?? "OWNER/plansmith";
}

/** The address of a page of the documentation of this version, such as `commands.md`. */
export function docsAddress(page: string): string {
  return `https://github.com/${packageRepository()}/blob/v${packageVersion()}/docs/${page}`;
}

/** The address of the configuration's JSON Schema, of this version. */
export function schemaAddress(): string {
  return `https://raw.githubusercontent.com/${packageRepository()}/v${packageVersion()}/docs/plansmith.schema.json`;
}

function field(name: string): string | undefined {
  return new RegExp(String.raw`"${name}":\s*"([^"]+)"`).exec(bundledAsset("package.json"))?.[1];
}
