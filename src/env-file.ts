import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/**
 * Adds the variables of the file `.env` in the working folder to `target`, where there is one. What
 * the environment says already stays.
 */
export function loadEnvFile(target: Record<string, string | undefined>): void {
  let text: string;
  try {
    text = readFileSync(".env", "utf8");
  } catch {
    return;
  }
  for (const [name, value] of Object.entries(parseEnv(text))) target[name] ??= value;
}
