import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** One part of what a process keeps for the next one. */
export interface Kept {
  /** What was written last, by this process or the one before; `undefined` where there is nothing. */
  readonly read: () => unknown;
  /** Writes it before it returns. Where that fails, `read` gives it all the same. */
  readonly write: (value: unknown) => void;
}

/**
 * A small JSON file for what must outlive a process that has no Redis. It is replaced as a whole, so
 * that a process which ends while it writes leaves the file as it was. Only its owner can read it.
 *
 * @param onError called the first time that it cannot be read or written; all is kept in memory then
 */
export function createStateFile(
  path: string,
  onError: (error: unknown) => void,
): (name: string) => Kept {
  let isReported = false;
  const report = (error: unknown): void => {
    if (!isReported) onError(error);
    isReported = true;
  };
  const parts = new Map(Object.entries(readParts(path, report)));

  function save(): void {
    // Another process that has the same file writes another temporary one.
    const draft = `${path}.${process.pid}`;
    try {
      writeFileSync(draft, `${JSON.stringify(Object.fromEntries(parts))}\n`, { mode: 0o600 });
      renameSync(draft, path);
    } catch (error) {
      report(error);
    }
  }

  return (name) => ({
    read: () => parts.get(name),
    write(value) {
      parts.set(name, value);
      save();
    },
  });
}

function readParts(path: string, onError: (error: unknown) => void): object {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) onError(error);
    return {};
  }
}

/** Keeps in memory alone. */
export function createKept(): Kept {
  let kept: unknown;
  return {
    read: () => kept,
    write(value) {
      kept = value;
    },
  };
}
