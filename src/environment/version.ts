import { bundledAsset } from "../model/bundled-asset.js";

/** The version in package.json. */
export function version(): string {
  const text = bundledAsset("package.json");
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? "0.0.0";
}
