import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import * as z from "zod";
import { timeOf } from "./cli-start.js";
import { reported, shown, type Measured, type Row } from "./row.js";

const run = promisify(execFile);
const LIMIT_MS = 180_000;
const MIB = 1024 * 1024;
const PLAN = "docs/examples/issue-plan.md";
const STARTS = 10;

const packed = z.tuple([z.object({ size: z.number(), unpackedSize: z.number() })]);
const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/**
 * What it takes to have it: the size of the package, and the layers of the image. Beside it stands what
 * it would take if nothing were bundled: the same code, with its packages installed next to it.
 */
export async function measureInstall(): Promise<Measured> {
  const layers = reported("layers of the image, on top of Node's", String(await imageLayers()));
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json"], { timeout: LIMIT_MS });
  const [{ size, unpackedSize }] = packed.parse(JSON.parse(stdout));
  const apart = await buildApart();
  try {
    const folders = installedWith(apart.packages);
    const sizes = folders.map(sizeOf).reduce((sum, bytes) => sum + bytes, apart.bytes);
    return {
      rows: [
        installed("`npm install plansmith`", 1, unpackedSize),
        reported("what is downloaded for it", `${mib(size)} MiB`),
        installed("the same with nothing bundled", folders.length + 1, sizes),
        ...starts("dist/cli.js", join(apart.folder, "dist/cli.js")),
        layers,
      ],
    };
  } finally {
    await rm(apart.folder, { recursive: true });
  }
}

function installed(what: string, packages: number, bytes: number): Row {
  const count = `${packages} ${packages === 1 ? "package" : "packages"}`;
  return reported(what, `${count}, ${mib(bytes)} MiB`);
}

function mib(bytes: number): string {
  return shown(bytes / MIB);
}

/** The programs without their packages, in a folder that finds those of this checkout. */
async function buildApart() {
  const folder = await mkdtemp(join(tmpdir(), "plansmith-bench-"));
  const { metafile } = await build({
    entryPoints: ["src/main.ts", "src/cli.ts", "src/compute-worker.ts"],
    outdir: join(folder, "dist"),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    metafile: true,
    logLevel: "warning",
  });
  for (const name of ["node_modules", "package.json", "app.yml", "templates"]) {
    await symlink(join(process.cwd(), name), join(folder, name));
  }
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const names = imports
    .filter(({ external, path }) => external === true && !path.startsWith("node:"))
    .map(({ path }) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path);
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { folder, packages: [...new Set(names)], bytes };
}

/** The folders of packages, and of all that they ask for, as npm has laid them out here. */
function installedWith(names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const waiting: [from: string, name: string][] = names.map((name) => ["", name]);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = folderOf(...next);
    if (folder === undefined || found.has(folder)) continue;
    found.add(folder);
    const { dependencies } = manifest.parse(
      JSON.parse(readFileSync(join(folder, "package.json"), "utf8")),
    );
    for (const name of Object.keys(dependencies)) waiting.push([folder, name]);
  }
  return [...found];
}

/** Where a package is found from a folder; `undefined` for what is part of Node.js. */
function folderOf(from: string, name: string): string | undefined {
  for (let place = from; ; place = dirname(place)) {
    const folder = join(place, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
    if (place === "" || place === ".") return undefined;
  }
}

/** Bytes of a package, without the packages in it. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sizeOf(path) : statSync(path).size;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** How soon the command line answers, in turn, so that what else the machine does falls on both. */
function starts(bundled: string, apart: string): readonly Row[] {
  return [["--version"], ["progress", PLAN]].map((args) => {
    const best: [bundled: number, apart: number] = [Infinity, Infinity];
    // The first start fills the caches.
    for (let start = 0; start <= STARTS; start += 1) {
      const times = [timeOf([bundled, ...args]), timeOf([apart, ...args])] as const;
      if (start > 0) best.splice(0, 2, Math.min(best[0], times[0]), Math.min(best[1], times[1]));
    }
    const times = `${shown(Math.round(best[1]))} / ${shown(Math.round(best[0]))} ms`;
    return reported(
      `\`plansmith ${args[0]}\` with nothing bundled, in those of the bundle (${times})`,
      shown(best[1] / best[0]),
    );
  });
}

/** Instructions of the image's last stage that make a layer. */
async function imageLayers(): Promise<number> {
  const text = await readFile("Dockerfile", "utf8");
  const stage = text.slice(text.lastIndexOf("\nFROM "));
  return (stage.match(/^(?:RUN|COPY|ADD|WORKDIR) /gm) ?? []).length;
}
