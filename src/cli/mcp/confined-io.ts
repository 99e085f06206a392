import { resolve, sep } from "node:path";
import { UsageError, type Io } from "../io.js";

/**
 * The same files, but none outside of `folder`: not by `..`, not by an absolute path, not through a
 * symbolic link. What is outside is as if it did not exist, or a {@link UsageError} where it is read,
 * written or listed. Paths start at `folder`.
 */
export function confinedIo(io: Io, folder: string): Io {
  const root = io.realPath(folder) ?? resolve(folder);
  const absolute = (path: string) => resolve(root, path);
  /** Where a path leads: `undefined` where there is nothing, or it is outside. */
  const find = (path: string): string | undefined => {
    const real = isInside(absolute(path), root) ? io.realPath(absolute(path)) : undefined;
    return real !== undefined && isInside(real, root) ? real : undefined;
  };
  const need = (path: string): string => {
    const found = find(path);
    if (found !== undefined) return found;
    const isMissing = isInside(absolute(path), root) && io.realPath(absolute(path)) === undefined;
    throw new UsageError(
      isMissing ? `${path} does not exist` : `${path} is outside of the folder of this server`,
    );
  };
  return {
    ...io,
    absolute,
    realPath: find,
    stdin: () => Promise.reject(new UsageError("standard input is no file here")),
    readFile: async (path, limit) => {
      const found = need(path);
      // A pipe could hold the server up for good.
      if (!io.isFile(found) && !io.isFolder(found)) throw new UsageError(`${path} is no file`);
      return io.readFile(found, limit);
    },
    readNow: (path, limit) => {
      const found = find(path);
      return found === undefined ? undefined : io.readNow(found, limit);
    },
    createFile: () => Promise.reject(new UsageError("no file is created here")),
    writeFile: async (path, text) => io.writeFile(need(path), text),
    replaceFile: async (path, replaces, text) => io.replaceFile(need(path), replaces, text),
    isFolder: (path) => io.isFolder(find(path) ?? ""),
    isFile: (path) => io.isFile(find(path) ?? ""),
    list: async (path) => io.list(need(path)),
    exists: (path) => find(path) !== undefined,
    isLink: (path) => isInside(absolute(path), root) && io.isLink?.(absolute(path)) === true,
  };
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
