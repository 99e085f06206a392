import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** The file of variables, in the working folder. */
export const ENV_FILE = ".env";

/** It holds the App's private key: nobody but its owner reads or writes it. */
const OWNER_ONLY = 0o600;

/** Values that need no quotes, whoever reads the file. */
const PLAIN = /^[\w.:/@%+=,-]*$/;

/** In the order of preference: between the first, no reader expands anything. */
const QUOTES = ["'", '"', "`"];

/**
 * Adds the variables of the file `.env` in the working folder to `target`, where there is one. What
 * the environment says already stays.
 *
 * @throws where the file is there but cannot be read
 */
export function loadEnvFile(target: Record<string, string | undefined>): void {
  let text: string;
  try {
    text = readFileSync(ENV_FILE, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  for (const [name, value] of Object.entries(parseEnv(text))) target[name] ??= value;
}

/**
 * Sets variables in a `.env` file, and keeps the rest of it as it is. Each is written on one line, so
 * that `docker run --env-file` can read it: line ends become `\n`, and quotes stand around a value
 * that needs them ({@link unquote}). Afterwards only its owner can read the file, which is made where
 * there is none.
 *
 * @throws where the file cannot be written, or a value not be expressed in it; the message shows no value
 */
export function updateEnvFile(path: string, changes: Readonly<Record<string, string>>): void {
  writeFileSync(path, "", { flag: "a", mode: OWNER_ONLY });
  // Before the secrets are in it: a file that was there keeps its mode.
  chmodSync(path, OWNER_ONLY);
  const before = readFileSync(path, "utf8");
  const after = Object.entries(changes).reduce(
    (text, [name, value]) => setVariable(text, name, `${name}=${oneLine(name, value)}`),
    before,
  );
  writeFileSync(path, after);
}

/**
 * Takes the quotes off a value that stands in quotes. `docker run --env-file` hands them on.
 *
 * @see https://github.com/docker/cli/issues/4665
 */
export function unquote(value: string): string {
  return value.replace(/^(["'`])(.*)\1$/s, "$2");
}

function setVariable(text: string, name: string, line: string): string {
  const old = new RegExp(
    `^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:"[^"]*"|'[^']*'|\`[^\`]*\`)?[^#\\n]*(#.*)?$`,
    "gm",
  );
  if (!text.match(old)) return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
  // A comment behind a value would be a part of it for Docker.
  return text.replace(old, (_, comment?: string) => (comment ? `${comment}\n${line}` : line));
}

function oneLine(name: string, value: string): string {
  const line = unquote(value).replace(/\r?\n/g, "\\n");
  if (PLAIN.test(line)) return line;
  const quote = QUOTES.find((each) => !line.includes(each));
  if (quote === undefined) {
    throw new Error(`${name} cannot be written to .env: there are all three kinds of quotes in it`);
  }
  return `${quote}${line}${quote}`;
}
