import { expect, test } from "#jest";
import { spawnSync } from "node:child_process";

/** Has a process believe that it is an older Node.js. */
const OLD =
  "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.8'}})";

test.each([
  ["dist/main.js", 1],
  ["dist/cli.js", 2],
])("%s says in one line that Node.js is too old", (program, code) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", OLD, program], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  expect(stderr).toBe(
    "Plansmith needs Node.js 22 or later, or 20.18.1 or a later 20. This is Node.js 18.20.8.\n",
  );
  expect(status).toBe(code);
});
