import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isMapping } from "../model/collections.js";

/** A part of what outlives a process. */
export interface StatePart {
  /** What was written last, by this process or the one before; `undefined` where there is nothing. */
  readonly read: () => unknown;
  /** Writes it before it returns. Where that fails, `read` gives it all the same. */
  readonly write: (value: unknown) => void;
}

/** What {@link createStateFile} needs beside a path. */
export interface StateFileOptions {
  /** Which App's state it is: another App's is not read, and written over. */
  readonly appId: number;
  /** The file could not be read and begins empty, or it cannot be written, which is tried again each time. */
  readonly onProblem: (problem: "unreadable" | "not written", error: unknown) => void;
}

/** In bytes; a file that is larger is none of ours. */
const MAX_FILE = 4 * 1024 * 1024;

/**
 * A small JSON file for what must outlive a process that has no Redis. It is for one process. Only its
 * owner can read it. It is replaced as a whole, so that a process which ends while it writes leaves the
 * file as it was; where the path is a link, the link is replaced.
 */
export function createStateFile(
  path: string,
  { appId, onProblem }: StateFileOptions,
): (name: string) => StatePart {
  const parts = new Map<string, unknown>();
  let isWritten = true;
  try {
    const before = readState(path);
    if (before?.["appId"] === appId) {
      for (const [name, value] of Object.entries(before)) parts.set(name, value);
    }
  } catch (error) {
    onProblem("unreadable", error);
  }
  parts.set("appId", appId);

  function save(): void {
    // In containers all processes have the same number.
    const draft = `${path}.${randomUUID()}`;
    try {
      const text = `${JSON.stringify(Object.fromEntries(parts))}\n`;
      writeFileSync(draft, text, { mode: 0o600, flag: "wx" });
      renameSync(draft, path);
      isWritten = true;
    } catch (error) {
      removeDraft(draft);
      if (isWritten) onProblem("not written", error);
      isWritten = false;
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

/** There may be none, or nothing can be removed where nothing can be written. */
function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Why it could not be written is reported.
  }
}

/** @throws where there is a file that holds something else */
function readState(path: string): Readonly<Record<string, unknown>> | undefined {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) return undefined;
  if (!file.isFile() || file.size > MAX_FILE) throw new Error("it is no state file");
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isMapping(value)) throw new Error("it is no state file");
  return value;
}

/** Keeps in memory alone. */
export function createStatePart(): StatePart {
  let kept: unknown;
  return {
    read: () => kept,
    write(value) {
      kept = value;
    },
  };
}
