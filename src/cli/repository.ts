import type { Io } from "./io.js";

/** Where a plan stands, for the rules that look around. */
export interface Place {
  /** From the repository's root; from that of the file system where there is no repository. */
  readonly path: string;
  /** Whether the repository has a file or folder; `undefined` where there is no repository. */
  readonly exists?: (path: string) => boolean;
  /** What a file of the repository says. */
  readonly read?: (path: string) => string | undefined;
}

/** What is bigger than this, in bytes, is not looked into for headings. */
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
