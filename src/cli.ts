#!/usr/bin/env node

import { existsSync, lstatSync, readFileSync, statSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { runCli } from "./cli/run.js";

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

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 2);
});

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  outColours: process.stdout.isTTY && process.stdout.hasColors() && !process.env["NO_COLOR"],
  errTerminal: process.stderr.isTTY,
  now: () => new Date(),
  stdin,
  readFile,
  readNow,
  list: (folder) => readdir(folder),
  exists: existsSync,
  isLink: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
  absolute: (path) => resolve(path),
});
