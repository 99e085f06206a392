import { expect, test } from "#jest";
import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * How much memory a process with two busy workers may take in all, in MiB. Node gives each thread two GiB
 * or more. To exhaust that would end the process, whatever limit a worker has: so no text may come near.
 * CI runs this on each version of Node.
 */
const MAX_MIB = 1500;

/** Has the workers do tasks with the longest texts that they are ever given, within their deadline. */
const PROGRAM = `
  import { createComputePool } from "./src/compute/pool.ts";
  const filling = (piece, kib) => piece.repeat(Math.ceil((kib * 1024) / piece.length)).slice(0, kib * 1024);
  const options = { sections: [], ignore: [], nested: true };
  const check = { templates: [], path: "plans/1.md", now: new Date(0) };
  const plans = ["- [ ] a\\n", " - a\\n\\n   b\\n", "> > a\\n> b\\n", "|a|b|\\n|-|-|\\n", "[a]: b\\n[a] "];
  const yaml = ["{", "? [", "- ", "&a *a "];
  const comments = [" - a\\n", "\\n/plan log \`a\` [b](c)\\n"];
  const tasks = [
    ...plans.map((piece) => ["the progress of a plan", filling(piece, 1024), options, "github.com"]),
    ["the findings in a plan", filling("# a\\n- [ ] b [c](d.md)\\n", 1024), check],
    ["a template", "# {{title}}\\n" + filling("{{#steps}}{{text}}{{/steps}}\\n", 250), "own"],
    ...yaml.map((piece) => {
      const bytes = new TextEncoder().encode(filling(piece, 64));
      return ["the configuration", [{ source: "x", bytes, problems: [] }]];
    }),
    ...comments.map((piece) => ["the commands of comments", Array.from({ length: 100 }, () => filling(piece, 64))]),
  ];
  const program = new URL("./dist/compute-worker.js", "file://" + process.cwd() + "/");
  const pool = createComputePool({ program, onError: (error) => console.log(String(error)) });
  await Promise.all(tasks.map(([name, ...args]) =>
    pool.compute({ name }, ...args).then(
      () => console.log("done"),
      (error) => console.log(/it took longer than/.test(error.message) ? "late" : error.message),
    ),
  ));
  console.log("peak " + Math.round(process.resourceUsage().maxRSS / 1024));
  await pool.close();
`;

test("no text that a worker is given takes its memory before the deadline does", async () => {
  const own = ["--import", "tsx", "--input-type=module", "-e", PROGRAM];
  const child = spawn(process.execPath, own);
  let said = "";
  child.stdout.on("data", (data) => (said += String(data)));
  child.stderr.on("data", (data) => (said += String(data)));
  const [code] = (await once(child, "close")) as [number | null];
  const all = said.trim().split("\n");
  const lines = all.filter((line) => !line.startsWith("peak "));
  expect(lines.filter((line) => line !== "done" && line !== "late")).toEqual([]);
  expect(lines).toHaveLength(13);
  expect(lines).toContain("done");
  const peak = Number(/^peak (\d+)$/m.exec(said)?.[1]);
  expect(peak).toBeGreaterThan(100);
  expect(peak).toBeLessThan(MAX_MIB);
  expect(code).toBe(0);
}, 600_000);
