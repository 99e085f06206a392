import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { createComputePool, type ComputePool } from "../../src/compute/pool.js";
import { TASKS } from "../../src/compute/tasks.js";
import { CONFIGURATION } from "../../src/config/read-config.js";
import { COMMANDS } from "../../src/features/commands/parse.js";
import { PLAN_PROGRESS } from "../../src/features/plan-file/progress.js";
import { DEFAULT_CONFIG } from "../../src/config/schema.js";
import { ComputeError, defineTask } from "../../src/model/compute.js";
import { TEMPLATE } from "../../src/plan/template/choose.js";

/** As the build made it. */
const program = new URL("../../dist/compute-worker.js", import.meta.url);

/** A worker that has tasks of its own besides: see `workers.js`. */
const testProgram = new URL("./workers.js", import.meta.url);

let errors: unknown[];
let pools: ComputePool[];

function start(options: Partial<Parameters<typeof createComputePool>[0]> = {}): ComputePool {
  const made = createComputePool({ program, onError: (error) => errors.push(error), ...options });
  pools.push(made);
  return made;
}

beforeAll(() => {
  errors = [];
  pools = [];
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  expect(errors).toEqual([]);
});

const NOTHING = (): undefined => undefined;
const SPIN = defineTask("a test that never ends", NOTHING);
const ECHO = defineTask("a test", (text: string) => text);

describe("the workers", () => {
  test("do what the functions do", async () => {
    const { compute } = start();
    const bodies = ["/plan done 3\n", "nothing"];
    expect(await compute(COMMANDS, bodies)).toEqual(COMMANDS.run(bodies));
    const files = [{ source: "x", bytes: new TextEncoder().encode("labels: 3\n"), problems: [] }];
    expect(await compute(CONFIGURATION, files)).toEqual(CONFIGURATION.run(files));
    expect(await compute(TEMPLATE, "# {{#steps}}", "own")).toEqual(
      TEMPLATE.run("# {{#steps}}", "own"),
    );
  });

  test("know each task by its own name", () => {
    for (const [name, task] of TASKS) expect(task.name).toBe(name);
    expect(TASKS.size).toBeGreaterThan(20);
  });

  test("end with what takes too long, and go on with what comes after", async () => {
    const { compute } = start({ program: testProgram, deadlineMs: 200 });
    await compute(ECHO, "ready");
    const hanging = Array.from({ length: 3 }, () => compute(SPIN));
    const after = Array.from({ length: 5 }, (_, nth) => compute(ECHO, String(nth)));
    const ended = await Promise.allSettled(hanging);
    expect(
      ended.map((it) => it.status === "rejected" && it.reason instanceof ComputeError),
    ).toEqual([true, true, true]);
    expect(ended[0]).toMatchObject({ reason: { message: expect.stringContaining(SPIN.name) } });
    expect(await Promise.all(after)).toEqual(["0", "1", "2", "3", "4"]);
  }, 60_000);

  test("go on with others while a task takes long", async () => {
    const { compute } = start({ program: testProgram, deadlineMs: 2500 });
    await compute(ECHO, "ready");
    const ends: string[] = [];
    const hanging = compute(SPIN).catch(() => ends.push("late"));
    const after = ["a", "b"].map(async (text) => ends.push(await compute(ECHO, text)));
    await Promise.all([hanging, ...after]);
    expect(ends).toEqual(["a", "b", "late"]);
  }, 60_000);

  test("begin with nothing when they have been ended", async () => {
    const { compute, close } = start({ program: testProgram, deadlineMs: 60_000 });
    await compute(ECHO, "ready");
    const tasks = [compute(SPIN), compute(ECHO, "waits")];
    const ends = Promise.allSettled(tasks);
    await close();
    expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  }, 60_000);

  test("that cannot be started keep nobody waiting, and are tried again for the next task", async () => {
    const folder = mkdtempSync(join(tmpdir(), "plansmith-worker-"));
    const file = join(folder, "worker.mjs");
    const failures: unknown[] = [];
    const { compute, close } = createComputePool({
      program: pathToFileURL(file),
      onError: (error) => failures.push(error),
    });
    const tasks = ["a", "b"].map((text) => compute(ECHO, text));
    expect((await Promise.allSettled(tasks)).map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
    ]);
    expect(failures).toHaveLength(2);
    writeFileSync(file, `export { runOrder } from ${JSON.stringify(testProgram.href)};\n`);
    expect(await compute(ECHO, "c")).toBe("c");
    await close();
    rmSync(folder, { recursive: true });
  }, 10_000);

  test("give errors back with their names", async () => {
    const { compute } = start({ program: testProgram });
    const fails = defineTask("a test that fails", NOTHING);
    await expect(compute(fails)).rejects.toMatchObject({ name: "RangeError", message: "too far" });
  });

  test("read a plan of 1 MiB in the time that they have", async () => {
    const { compute } = start();
    const prose = "Some words about how this is done, and why nobody did it before. ".repeat(12);
    const step = `- [ ] Write the limiter for all routes\n\n  ${prose}\n\n`;
    const section = `\n## Steps\n\n${step.repeat(20)}`;
    const text = `# Plan\n${section.repeat(Math.floor((1024 * 1024) / section.length))}`;
    const progress = await compute(PLAN_PROGRESS, text, DEFAULT_CONFIG.progress, "github.com");
    expect(progress.done + progress.open).toBeGreaterThan(1000);
  }, 60_000);
});
