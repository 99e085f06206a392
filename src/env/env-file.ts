import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/**
 * Adds the variables of the file `.env` in the working folder to `target`, where there is one. What
 * the environment says already stays.
 *
 * @throws where the file is there but cannot be read
 */
export function loadEnvFile(target: Record<string, string | undefined>): void {
  let text: string;
  try {
    text = readFileSync(".env", "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  for (const [name, value] of Object.entries(parseEnv(text))) target[name] ??= value;
}
