import { isUtf8 } from "node:buffer";
import { messageOf, type Io } from "./io.js";
import { readPlanMarker } from "../plan/identity.js";
import type { Format } from "../plan/parse/format.js";
import { BUILTIN_FORMATS } from "../plan/template/builtin-formats.js";

/** The biggest plan that is read, in bytes. */
export const PLAN_LIMIT = 1024 * 1024;

/** A plan file, or why it could not be read. */
export type PlanFile =
  | {
      readonly file: string;
      readonly text: string;
      /** Some bytes are no UTF-8, and became U+FFFD. */
      readonly lossy: boolean;
    }
  | { readonly file: string; readonly error: string };

/** Reads plans one after the other, `-` from standard input, and hands each to `handle`. */
export async function eachPlan(
  io: Io,
  files: readonly string[],
  handle: (plan: PlanFile) => void | Promise<void>,
): Promise<void> {
  const bar = createBar(io, files.length);
  // It can be read only once, and may be named again.
  let input: Promise<Uint8Array> | undefined;
  const stdin = () => (input ??= io.stdin(PLAN_LIMIT));
  for (const file of files) {
    bar.step(file);
    await handle(await readPlan(file, file === "-" ? stdin : () => io.readFile(file, PLAN_LIMIT)));
  }
  bar.end();
}

async function readPlan(file: string, read: () => Promise<Uint8Array>): Promise<PlanFile> {
  try {
    const bytes = await read();
    if (bytes.length > PLAN_LIMIT) return { file, error: "is larger than 1 MiB" };
    // The mark at the start is kept for positions to be right.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return { file, text, lossy: !isUtf8(bytes) };
  } catch (error) {
    return { file, error: messageOf(error) };
  }
}

/** Folders that hold nobody's plans. */
const SKIPPED = new Set([".git", "node_modules"]);

/** More files are not looked through. */
const MAX_FILES = 50_000;

/** All files below a folder, by name, as `folder/…`; not those of packages and of Git. */
export async function filesBelow(io: Io, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = [folder.replace(/(?<=.)\/+$/, "")];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folders: string[] = [];
    const names = await io.list(next).catch(() => []);
    for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
      const path = next === "/" ? `/${name}` : `${next}/${name}`;
      // What a link leads to is read where it is.
      if (SKIPPED.has(name) || io.isLink?.(path) === true) continue;
      if (io.isFolder(path)) folders.push(path);
      else if (io.isFile(path)) found.push(path);
    }
    if (found.length > MAX_FILES) break;
    waiting.push(...folders.toReversed());
  }
  return found;
}

/** Where a plan stands, for the rules that look around. */
export interface Place {
  /** The repository's root in the file system; `undefined` where there is none. */
  readonly root?: string;
  /** From the repository's root; from that of the file system where there is no repository. */
  readonly path: string;
  /** Whether the repository has a file or folder; `undefined` where there is no repository. */
  readonly exists?: (path: string) => boolean;
  /** What a file of the repository says. */
  readonly read?: (path: string) => string | undefined;
}

/** A larger file, in bytes, is not searched for headings. */
const LIMIT = 1024 * 1024;

/**
 * A file's place in its Git repository, which is the nearest folder above it that has a `.git`.
 * Links of a file in none cannot be followed: what they lead to need not be there.
 */
export function placeOf(io: Io, file: string): Place {
  const absolute = io.absolute(file).replaceAll("\\", "/");
  const parts = absolute.split("/");
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const root = parts.slice(0, length).join("/");
    if (!io.exists(`${root}/.git`)) continue;
    return {
      root,
      path: parts.slice(length).join("/"),
      exists: (path) => io.exists(`${root}/${path}`),
      read: (path) => readText(io, `${root}/${path}`),
    };
  }
  return { path: parts.slice(1).join("/") };
}

function readText(io: Io, path: string): string | undefined {
  const bytes = io.readNow(path, LIMIT);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Work that takes less than this, in milliseconds, shows no bar. */
const MIN_BAR_MS = 500;
const BAR_WIDTH = 24;

/** Shows how far many files are; nothing where nobody looks, or while it is quick. */
interface Bar {
  readonly step: (file: string) => void;
  readonly end: () => void;
}

/** A bar for `total` steps on standard error, if that is a terminal. */
function createBar(io: Io, total: number): Bar {
  const start = io.now().getTime();
  let done = 0;
  let drawn = false;
  return {
    step(file) {
      if (io.errTerminal && total > 1 && io.now().getTime() - start > MIN_BAR_MS) {
        const full = Math.floor((done / total) * BAR_WIDTH);
        const name = file.length > 40 ? `…${file.slice(-39)}` : file;
        io.err(
          `\r\u001B[K${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${done}/${total} ${name}`,
        );
        drawn = true;
      }
      done += 1;
    },
    end() {
      if (drawn) io.err("\r\u001B[K");
    },
  };
}

/** The formats that a plan can have: those of `folder` too, or of the built-in ones that it names. */
export async function formatReader(
  io: Io,
  folder: string | undefined,
): Promise<(text: string) => readonly Format[]> {
  if (folder === undefined) return builtinFormatsOf;
  const { loadTemplates } = await import("./templates.js");
  const all = [...(await loadTemplates(io, folder)).values()];
  return () => all;
}

function builtinFormatsOf(text: string): readonly Format[] {
  const name = readPlanMarker(text)?.format;
  const named = BUILTIN_FORMATS.filter((format) => format.name === name);
  return named.length > 0 ? named : BUILTIN_FORMATS;
}
