import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { bundle, OUT, PROGRAMS } from "./scripts/bundle.js";

// What is the same stays untouched, and the programs are written after what they load: a process may
// start while this runs.
const isProgram = (name) => PROGRAMS.includes(name);
const { files } = await bundle();
for (const { name, contents } of files.toSorted(
  (a, b) => Number(isProgram(a.name)) - Number(isProgram(b.name)),
)) {
  const path = join(OUT, name);
  if (existsSync(path) && readFileSync(path).equals(contents)) continue;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents, { mode: isProgram(name) ? 0o755 : 0o644 });
  renameSync(unfinished, path);
}
const names = new Set(files.flatMap(({ name }) => [name, dirname(name)]));
const isUnfinished = (name) => /\.(?:js|txt)\.\d+$/.test(name);
for (const name of readdirSync(OUT).filter((old) => !names.has(old) && !isUnfinished(old))) {
  rmSync(join(OUT, name), { recursive: true });
}
