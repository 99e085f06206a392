import { shippedFile } from "../shipped.js";

/** The version in package.json. */
export function version(): string {
  const text = shippedFile("package.json");
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? "0.0.0";
}
