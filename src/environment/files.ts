import { getPrivateKey } from "@probot/get-private-key";
import { createPrivateKey } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { parseEnv } from "node:util";
import { hasCode } from "../model/errors.js";

/** The file of variables, in the working folder. */
export const ENV_FILE = ".env";

/** It holds the App's private key: nobody but its owner reads or writes it. */
const OWNER_ONLY = 0o600;

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
    if (hasCode(error, "ENOENT")) return;
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

/** Values that need no quotes, whoever reads the file. */
const PLAIN = /^[\w.:/@%+=,-]*$/;

/** In the order of preference: between the first, no reader expands anything. */
const QUOTES = ["'", '"', "`"];

function oneLine(name: string, value: string): string {
  const line = unquote(value).replace(/\r?\n/g, "\\n");
  if (PLAIN.test(line)) return line;
  const quote = QUOTES.find((each) => !line.includes(each));
  if (quote === undefined) {
    throw new Error(`${name} cannot be written to .env: there are all three kinds of quotes in it`);
  }
  return `${quote}${line}${quote}`;
}

/** Base64 as it is written on one line or on many, with line ends as they are or written out. */
const BASE64 = /^(?:[A-Za-z\d+/=]|\s|\\[rn])+$/;

/** A private key; or the file that is named in its place; or what is wrong. */
type ReadKey = { /** PEM. */ readonly pem: string } | { readonly path: string } | Problem;

/** To follow the name of what should hold the key. Never a part of it. */
interface Problem {
  readonly problem: string;
}

const NO_KEY = "holds no private key: use the .pem file that GitHub gave you";

/**
 * Reads a private key as people store it: as PEM, with quotes around it or not, with line ends as they
 * are, written out (`\n`) or lost to spaces; or all of that in base64.
 */
export function privateKeyIn(given: string): ReadKey {
  const text = unquote(given);
  // Without a text, a key would be looked for in the working folder.
  if (text.trim() === "") return { problem: NO_KEY };
  const path = pathIn(text.trim());
  if (path !== undefined) return { path };
  try {
    return checked(getPrivateKey({ env: { PRIVATE_KEY: withPlainLineEnds(text) } }) ?? "");
  } catch {
    return { problem: NO_KEY };
  }
}

/**
 * Reads the App's private key from `PRIVATE_KEY` (see {@link privateKeyIn}), `PRIVATE_KEY_PATH`, or the
 * one `*.pem` file of the working folder, as Probot does.
 *
 * @param problems gets a line for what is wrong; never a part of the key
 */
export function readPrivateKey(
  { PRIVATE_KEY: given, PRIVATE_KEY_PATH: file }: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string | undefined {
  const read = given === undefined ? keyFile(file) : privateKeyIn(given);
  if (read === undefined) {
    problems.push("PRIVATE_KEY or PRIVATE_KEY_PATH is missing: the private key of the App, as PEM");
    return undefined;
  }
  if ("pem" in read) return read.pem;
  const variable = given === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  problems.push(
    "path" in read
      ? `PRIVATE_KEY looks like a path: set PRIVATE_KEY_PATH=${read.path} instead`
      : `${variable} ${read.problem}`,
  );
  return undefined;
}

/** The key in a file, or in the one of the working folder; `undefined` where there is none. */
function keyFile(file: string | undefined): { pem: string } | Problem | undefined {
  if (file !== undefined && !existsSync(file)) return { problem: `names no file: ${file}` };
  try {
    const pem = getPrivateKey({ env: { PRIVATE_KEY_PATH: file } });
    return pem === null ? undefined : checked(pem);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^\[.*?\] /, "") : "unreadable";
    return { problem: `cannot be used: ${reason}` };
  }
}

function checked(pem: string): { pem: string } | Problem {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return { pem };
    return {
      problem: "is no RSA key, as those of GitHub are: use the .pem file that GitHub gave you",
    };
  } catch {
    return { problem: NO_KEY };
  }
}

/** The path that stands where the key belongs: `/run/key.pem`, `./key.pem`, or `@key.pem`. */
function pathIn(text: string): string | undefined {
  const isPath = /^(?:@|~?\/|\.{1,2}\/|[A-Za-z]:\\)/.test(text) || /\.(?:pem|key)$/i.test(text);
  return isPath && text.length < 300 && !/\s/.test(text) ? text.replace(/^@/, "") : undefined;
}

/** Without the line ends that `base64` puts into it, and without those of Windows that were written out. */
function withPlainLineEnds(text: string): string {
  return BASE64.test(text)
    ? text.replaceAll(/\s|\\[rn]/g, "")
    : text.replaceAll(String.raw`\r\n`, String.raw`\n`);
}
