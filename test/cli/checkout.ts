import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Io } from "../../src/cli/io.js";
import { processIo } from "../../src/cli/process-io.js";
import { runCli } from "../../src/cli/run.js";

/** A folder of one test. */
export interface Checkout {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  readonly write: (name: string, text: string) => void;
  readonly remove: () => void;
}

/** A folder with these files in it. */
export function checkout(files: Readonly<Record<string, string>>): Checkout {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "plansmith-")));
  const path = (name: string) => join(folder, name);
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    folder,
    path,
    write,
    read: (name) => readFileSync(path(name), "utf8"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** When it is in these tests. */
const NOW = new Date("2026-11-21T10:05:00Z");

/** The files of this process, with a clock that stands still; what is written is given to `write`. */
export function ioWith(write: { out?: (text: string) => void; err?: (text: string) => void }): Io {
  return {
    ...processIo(),
    out: write.out ?? (() => undefined),
    err: write.err ?? (() => undefined),
    outColours: false,
    errTerminal: false,
    now: () => NOW,
    author: () => "Ada",
  };
}

/** Runs a command line among real files. */
export async function runIn({ folder }: Checkout, ...args: readonly string[]) {
  let [out, err] = ["", ""];
  const io = ioWith({ out: (text) => (out += text), err: (text) => (err += text) });
  const absolute = args.map((arg) => (arg.endsWith(".md") ? join(folder, arg) : arg));
  const code = await runCli(absolute, io);
  return { code, out: out.replaceAll(`${folder}/`, ""), err: err.replaceAll(`${folder}/`, "") };
}

/** A plan with steps, criteria, a question, and both logs. */
export const PLAN = `# ExecPlan: Export

- Status: Proposed
- Start: 2026-11-01 • Last Updated: 2026-11-01T10:00Z

## Success Criteria / Acceptance Tests

- [ ] A CSV opens in Excel
- [ ] Step 2 leaves no temporary file

## Concrete Steps (Checklist)

- [ ] Share the query of \`src/query.ts\`
- [ ] Write rows, as [the format](../docs/format.md#rows) says

  Quote what needs it.

  - [ ] A byte order mark

## Progress (Running Log)

- (2026-11-01T10:00Z) Started – @ada

## Decision Log

- Decision: CSV
  Rationale: Excel opens it
  Date/Author: 2026-11-01 • ada

<!-- plansmith:plan format=exec-plan issue=42 kinds=steps:concrete+steps;criteria:success+criteria+acceptance+tests;checks:progress -->
`;
