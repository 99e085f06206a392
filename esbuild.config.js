import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const OUT = "dist";
const PROGRAMS = ["main", "cli"];

/** What a process starts besides, in threads of its own. */
const WORKERS = ["compute-worker"];

// A process starts in half the time when it reads a few files instead of a thousand. What is loaded
// later, or only where it is configured, stays in files of its own. The packages are still installed:
// their licences come with them, and some look for others of them by name.
const { outputFiles } = await build({
  entryPoints: [...PROGRAMS, ...WORKERS].map((name) => `src/${name}.ts`),
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  // Packages take these where they are installed, and do without where they are not.
  // tinypool starts a file of its own.
  external: ["msgpackr-extract", "supports-color", "tinypool"],
  write: false,
  logLevel: "warning",
  // CommonJS packages ask for Node's own modules with it.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
  },
});

// What is the same stays untouched, and the programs are written after what they load: a process may
// start while this runs.
const isProgram = (name) => PROGRAMS.some((program) => name === `${program}.js`);
const files = outputFiles
  .map(({ path, contents }) => ({ name: basename(path), contents: Buffer.from(contents) }))
  .toSorted((a, b) => Number(isProgram(a.name)) - Number(isProgram(b.name)));
mkdirSync(OUT, { recursive: true });
for (const { name, contents } of files) {
  const path = join(OUT, name);
  if (existsSync(path) && readFileSync(path).equals(contents)) continue;
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents, { mode: isProgram(name) ? 0o755 : 0o644 });
  renameSync(unfinished, path);
}
const names = new Set(files.map(({ name }) => name));
const isUnfinished = (name) => /\.js\.\d+$/.test(name);
for (const name of readdirSync(OUT).filter((old) => !names.has(old) && !isUnfinished(old))) {
  rmSync(join(OUT, name), { recursive: true });
}
