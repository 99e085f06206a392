import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { reported, shown, type Measured } from "./row.js";

const run = promisify(execFile);
const LIMIT_MS = 180_000;
const MIB = 1024 * 1024;

/** What it takes to have it: packages, their size, and the layers of the image. */
export async function measureInstall(): Promise<Measured> {
  const directory = await mkdtemp(join(tmpdir(), "plansmith-install-"));
  const layers = reported("layers of the image, on top of Node's", String(await imageLayers()));
  try {
    for (const file of ["package.json", "package-lock.json"]) {
      await copyFile(file, join(directory, file));
    }
    const install = ["ci", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline"];
    await run("npm", install, { cwd: directory, timeout: LIMIT_MS });
    const { stdout } = await run("npm", ["ls", "--all", "--parseable", "--omit=dev"], {
      cwd: directory,
    });
    const packages = new Set(stdout.trim().split("\n").slice(1)).size;
    const size = (await bytesIn(join(directory, "node_modules"))) / MIB;
    const what = "`npm ci --omit=dev`";
    return {
      rows: [reported(what, `${packages} packages, ${shown(Math.round(size))} MiB`), layers],
    };
  } catch {
    const missing =
      "`npm ci --omit=dev` did not work here (no network?): its size was not measured.";
    return { rows: [layers], missing: [missing] };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Instructions of the image's last stage that make a layer. */
async function imageLayers(): Promise<number> {
  const text = await readFile("Dockerfile", "utf8");
  const stage = text.slice(text.lastIndexOf("\nFROM "));
  return (stage.match(/^(?:RUN|COPY|ADD|WORKDIR) /gm) ?? []).length;
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return bytesIn(path);
      return entry.isFile() ? (await stat(path)).size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
