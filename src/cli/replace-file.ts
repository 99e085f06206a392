import { randomUUID } from "node:crypto";
import { constants, realpathSync } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "./io.js";

/** A lock that is older, in milliseconds, was left behind by a process that died: writing takes a few. */
const STALE_MS = 10_000;
const RETRY_MS = 20;

/**
 * Replaces a file whose content is still `replaces`, whole or not at all; false, and nothing is
 * written, where it is another by now. Of several Plansmith processes one does so at a time. The
 * file keeps its mode, and a symbolic link stays one: what it leads to is replaced.
 *
 * @throws where the file cannot be read or its folder not be written
 */
export async function replaceFile(
  path: string,
  replaces: Uint8Array,
  content: Uint8Array,
): Promise<boolean> {
  const target = realpathSync(path);
  const release = await lock(`${target}.plansmith-lock`);
  const unfinished = `${target}.${randomUUID()}.plansmith`;
  try {
    const { mode } = await stat(target);
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.chmod(mode & 0o777);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    // Editors know nothing of the lock, so this is the last thing before the rename.
    if (!(await contentOf(target)).equals(replaces)) return false;
    await rename(unfinished, target);
    return true;
  } finally {
    await rm(unfinished, { force: true });
    await release();
  }
}

async function contentOf(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Takes the lock, or waits for it; gives what releases it. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      const file = await open(path, "wx");
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
      const left = await stat(path).catch(() => undefined);
      if (left !== undefined && Date.now() - left.mtimeMs > STALE_MS) {
        await rm(path, { force: true });
      } else if (waited > 2 * STALE_MS) {
        throw new UsageError(`${path} is there: another process writes the plan. Try again.`);
      }
      await sleep(RETRY_MS);
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
