import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, lstatSync, readFileSync, realpathSync, statSync, constants } from "node:fs";
import { mkdir, open, readdir, writeFile, rename, rm, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Io, UsageError } from "./io.js";
import { hasCode } from "../model/errors.js";

/** The files, the streams and the clock of this process. */
export function processIo(): Io {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    outColours: process.stdout.isTTY && process.stdout.hasColors() && !process.env["NO_COLOR"],
    errTerminal: process.stderr.isTTY,
    now: () => new Date(),
    env: process.env,
    stdin,
    readFile,
    readNow,
    writeFile: (path, text) => writeFile(path, text),
    isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
    list: (folder) => readdir(folder),
    exists: existsSync,
    isLink: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    createFile,
    replaceFile: (path, replaces, text) => replaceFile(path, replaces, Buffer.from(text)),
    absolute: (path) => resolve(path),
    realPath,
    author,
    ghToken,
  };
}

async function readFile(path: string, limit: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    while (length <= limit) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536));
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

function readNow(path: string, limit: number): Uint8Array | undefined {
  try {
    const file = statSync(path);
    return file.isFile() && file.size <= limit ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

async function stdin(limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > limit) break;
  }
  return Buffer.concat(chunks);
}

async function createFile(path: string, text: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function author(): string {
  try {
    const name = execFileSync("git", ["config", "user.name"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    if (name.trim() !== "") return name.trim();
  } catch {
    // No Git, or no name: the account has one.
  }
  try {
    return userInfo().username;
  } catch {
    return "somebody";
  }
}

/** What `gh` may take to answer: it may ask the system's key ring. */
const GH_LIMIT_MS = 10_000;

function ghToken(host: string): string | undefined {
  try {
    const token = execFileSync("gh", ["auth", "token", "--hostname", host], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: GH_LIMIT_MS,
    });
    return token.trim() || undefined;
  } catch {
    // It is not installed, or nobody has logged in.
    return undefined;
  }
}

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
      if (!hasCode(error, "EEXIST")) throw error;
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
