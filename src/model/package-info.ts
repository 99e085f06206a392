import { bundledAsset } from "./bundled-asset.js";

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
