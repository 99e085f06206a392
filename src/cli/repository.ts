import type { Io } from "./io.js";

/** Where a plan stands, for the rules that look around. */
export interface Place {
  readonly path: string;
  readonly exists: (path: string) => boolean;
}

/**
 * A file's place in its Git repository, which is the nearest folder above it that has a `.git`. A
 * file in none is placed in the file system.
 */
export function placeOf(io: Io, file: string): Place {
  const absolute = io.absolute(file).replaceAll("\\", "/");
  const parts = absolute.split("/");
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const root = parts.slice(0, length).join("/");
    if (!io.exists(`${root}/.git`)) continue;
    return placed(io, root, parts.slice(length));
  }
  return placed(io, parts[0] ?? "", parts.slice(1));
}

function placed(io: Io, root: string, parts: readonly string[]): Place {
  return { path: parts.join("/"), exists: (path) => io.exists(`${root}/${path}`) };
}
