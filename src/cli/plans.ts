import { isUtf8 } from "node:buffer";
import { messageOf, type Io, UsageError } from "./io.js";
import { readPlanMarker } from "../plan/identity.js";
import type { Format } from "../plan/parse/format.js";
import {
  builtinTemplate,
  builtinTemplates,
  loadTemplate,
  type Template,
  TemplateError,
} from "../plan/template/template.js";

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

/** What is bigger than this, in bytes, no template can be; reading says so. */
const TEMPLATE_LIMIT = 256 * 1024;

/**
 * The templates of Plansmith, overridden and joined by those of `folder`.
 *
 * @throws UsageError where the folder or one of its templates cannot be used
 */
export async function loadTemplates(
  io: Io,
  folder: string | undefined,
): Promise<ReadonlyMap<string, Template>> {
  const templates = new Map(builtinTemplates());
  if (folder === undefined) return templates;
  for (const file of await namesIn(io, folder)) {
    const path = `${folder}/${file}`;
    const bytes = await io.readFile(path, TEMPLATE_LIMIT).catch((error: unknown) => {
      throw new UsageError(`${path} ${messageOf(error)}`);
    });
    const template = load(decode(bytes, path), file.replace(/\.md$/, ""), path);
    templates.set(template.name, template);
  }
  return templates;
}

/** Bytes that are not UTF-8 would be copied into plans as they are. */
function decode(bytes: Uint8Array, path: string): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  const broken = splitLines(bytes).findIndex((line) => !isUtf8(line));
  throw new UsageError(
    `${path}, line ${broken + 1}: it is not valid UTF-8. Save the file as UTF-8.`,
  );
}

function splitLines(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0, end = 0; end !== -1; start = end + 1) {
    end = bytes.indexOf(0x0a, start);
    lines.push(bytes.subarray(start, end === -1 ? undefined : end));
  }
  return lines;
}

async function namesIn(io: Io, folder: string): Promise<readonly string[]> {
  try {
    const names = await io.list(folder);
    return names.filter((name) => name.endsWith(".md")).toSorted();
  } catch (error) {
    throw new UsageError(`${folder} ${messageOf(error)}`, { cause: error });
  }
}

function load(source: string, name: string, path: string): Template {
  try {
    return loadTemplate(source, name);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new UsageError(`${path}, line ${error.line}: ${error.reason}. ${error.fix}`, {
      cause: error,
    });
  }
}

/**
 * The template called `name`.
 *
 * @throws UsageError naming those that there are
 */
export function templateCalled(templates: ReadonlyMap<string, Template>, name: string): Template {
  const template = templates.get(name);
  if (template !== undefined) return template;
  const known = [...templates.keys()].join(", ");
  throw new UsageError(`there is no template “${name}”; choose one of ${known}`);
}

/**
 * The formats that a plan can have. Reading a template takes longer than starting Node.js, so of the
 * built-in ones, the one that the plan names is enough.
 */
export async function formatReader(
  io: Io,
  folder: string | undefined,
): Promise<(text: string) => readonly Format[]> {
  let all = folder === undefined ? undefined : [...(await loadTemplates(io, folder)).values()];
  const named = new Map<string, Format | undefined>();
  return (text) => {
    const name = readPlanMarker(text)?.format;
    if (all === undefined && name !== undefined) {
      if (!named.has(name)) named.set(name, builtinTemplate(name));
      const format = named.get(name);
      if (format !== undefined) return [format];
    }
    all ??= [...builtinTemplates().values()];
    return all;
  };
}
