import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { reported, shown, type Measured } from "./row.js";

const run = promisify(execFile);
const LIMIT_MS = 180_000;
const MIB = 1024 * 1024;

const packed = z.tuple([z.object({ unpackedSize: z.number() })]);

/** What it takes to have it: the size of the package, and the layers of the image. */
export async function measureInstall(): Promise<Measured> {
  const layers = reported("layers of the image, on top of Node's", String(await imageLayers()));
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json"], { timeout: LIMIT_MS });
  const [{ unpackedSize }] = packed.parse(JSON.parse(stdout));
  const size = `1 package, ${shown(Math.round(unpackedSize / MIB))} MiB`;
  return { rows: [reported("`npm install plansmith`", size), layers] };
}

/** Instructions of the image's last stage that make a layer. */
async function imageLayers(): Promise<number> {
  const text = await readFile("Dockerfile", "utf8");
  const stage = text.slice(text.lastIndexOf("\nFROM "));
  return (stage.match(/^(?:RUN|COPY|ADD|WORKDIR) /gm) ?? []).length;
}
