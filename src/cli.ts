#!/usr/bin/env node

import { existsSync, lstatSync, readFileSync, statSync } from "node:fs";
import { open, readdir, writeFile } from "node:fs/promises";
import nodeModule from "node:module";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

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

/**
 * Keeps the compiled code of what is loaded from here on for the next start, in a folder of the
 * user's own: what lies in the common one for temporary files could be somebody else's. Node.js has
 * this since 22.1, and does without where the folder cannot be written.
 */
function enableCompileCache(): void {
  const enable: unknown = Reflect.get(nodeModule, "enableCompileCache");
  if (typeof enable !== "function") return;
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  enable(process.env["NODE_COMPILE_CACHE"] || join(caches, "plansmith"));
}

async function main(args: readonly string[]): Promise<number> {
  if (args.length === 1 && args[0] === "--version") {
    // What scripts ask most often needs no parser of options.
    const { version } = await import("./environment/version.js");
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const { runCli } = await import("./cli/run.js");
  return runCli(args, {
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
    list: (folder) => readdir(folder),
    exists: existsSync,
    isLink: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    absolute: (path) => resolve(path),
  });
}

enableCompileCache();
// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 2);
});
process.exitCode = await main(process.argv.slice(2));
