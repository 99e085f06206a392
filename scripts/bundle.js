import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { build } from "esbuild";

/** What people start. It is written after what it loads. */
export const PROGRAMS = ["main.js", "cli.js", "action.js"];

/** The folder that is written. */
export const OUT = "dist";

/**
 * Everything that is built, in memory: a few files with all packages in them. A process starts in half
 * the time when it reads a few files instead of a thousand, and nothing has to be installed beside
 * them. What is loaded later, or only where it is configured, stays in files of its own.
 */
export async function bundle() {
  const { outputFiles, metafile } = await build({
    entryPoints: {
      main: "src/main.ts",
      cli: "src/cli.ts",
      action: "src/action.ts",
      "compute-worker": "src/compute-worker.ts",
      // What tinypool starts in each worker. It looks for it beside itself.
      "entry/worker": "./node_modules/tinypool/dist/entry/worker.js",
    },
    outdir: OUT,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.18",
    // Packages take these where they are installed, and do without where they are not.
    external: ["msgpackr-extract", "supports-color"],
    write: false,
    metafile: true,
    logLevel: "warning",
    // CommonJS packages ask for Node's own modules with it.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
  });
  const folders = foldersOf(metafile);
  const files = outputFiles.map(({ path, contents }) => ({
    name: relative(resolve(OUT), path),
    contents: Buffer.from(contents),
  }));
  const notices = { name: "third-party-licences.txt", contents: Buffer.from(noticesOf(folders)) };
  return { files: [...files, notices], packages: [...folders.keys()] };
}

/** The folders of all packages that something is taken from, by their path in the lock file. */
function foldersOf({ outputs }) {
  const folders = new Map();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
      if (folder === undefined || bytesInOutput === 0) continue;
      folders.set(folder.slice(folder.indexOf("node_modules/")), resolve(folder));
    }
  }
  return new Map([...folders].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The licences of all packages that are part of the programs: each asks for its text to be kept. */
function noticesOf(folders) {
  const notices = [...folders].map(([, folder]) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    const texts = readdirSync(folder)
      .filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file))
      .map((file) => readFileSync(join(folder, file), "utf8").trim());
    return [`${name} ${version} (${license})`, ...texts].join("\n\n");
  });
  return `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
