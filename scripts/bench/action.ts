import {
  createRunner,
  runStep,
  startActionsGitHub,
  type StepOptions,
  type WorkflowEvent,
} from "../../test/support/actions.js";
import type { EmbeddedGitHub } from "../../test/support/github.js";
import { reported, shown, type Measured, type Row } from "./row.js";

const BODY = "## Tasks\n\n- [ ] Count requests\n- [ ] Answer 429\n";
const SCHEDULE = { name: "schedule", payload: { schedule: "17 */6 * * *" } };
const SWEPT = 10;

/** What a run of the action takes, event by event: the built program, with GitHub's spacing of writes. */
const STEP: StepOptions = {
  program: { node: process.execPath, file: "dist/action.js" },
  env: { WRITE_SPACING_MS: "1000" },
};

/** Requests, writes and seconds of a run for each event of the main job. */
export async function measureAction(): Promise<Measured> {
  const github = await startActionsGitHub();
  const runner = createRunner(github, STEP);
  const rows: Row[] = [];
  const measure = async (what: string, event?: WorkflowEvent): Promise<void> => {
    const [found] = event === undefined ? await runner.take() : [event];
    if (found === undefined) throw new Error(`${what} starts no run`);
    rows.push(await rowOf(github, what, found));
  };
  try {
    const number = await github.openIssue({ title: "Add a limiter", body: BODY });
    await measure("an issue without labels is opened");
    await github.label(number, "needs-plan");
    await measure("a plan is asked for");
    const [pull] = await github.pulls();
    await github.mergePull(pull?.number ?? 0);
    await measure("the plan is merged");
    await runner.runAll();
    const path = (await github.world()).branches["main"] ?? {};
    const plan = Object.keys(path).find((file) => file.startsWith("plans/")) ?? "";
    await github.setFile(plan, ((await github.readFile(plan)) ?? "").replace("- [ ]", "- [x]"));
    await measure("a step is ticked in the plan");
    await github.label(number, "unrelated");
    await measure("an unrelated label is put on");
    await measure("the schedule, with 1 plan", SCHEDULE);
    for (let count = 1; count < SWEPT; count += 1) {
      await github.openIssue({ title: `Plan ${count}`, body: BODY, labels: ["needs-plan"] });
    }
    const quick = createRunner(github, { ...STEP, env: { WRITE_SPACING_MS: "0" } });
    await quick.take();
    await quick.run(SCHEDULE);
    await measure(`the schedule, with ${SWEPT} plans`, SCHEDULE);
    return { rows };
  } finally {
    await github.close();
  }
}

async function rowOf(github: EmbeddedGitHub, what: string, event: WorkflowEvent): Promise<Row> {
  const before = github.requests.length;
  const start = performance.now();
  const { code, log } = await runStep(github, event, STEP);
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${what}: ${log}`);
  const own = github.requests
    .slice(before)
    .filter(({ byApp, path }) => byApp && !path.endsWith("/access_tokens"));
  const writes = own.filter(({ write }) => write).length;
  return reported(
    `${what}: requests / writes / seconds`,
    `${own.length} / ${writes} / ${shown(seconds)}`,
  );
}
