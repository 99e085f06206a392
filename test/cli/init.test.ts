import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { afterEach, describe, expect, test } from "#jest";
import { parse } from "yaml";
import { fillPlan } from "../../src/plan/fill/fill.js";
import { parsePlan } from "../../src/plan/parse/parse.js";
import { builtinTemplates } from "../../src/plan/template/template.js";
import { issueFromRest } from "../../src/issue/issue.js";
import { checkout, runIn, type Checkout } from "./checkout.js";

const made: Checkout[] = [];

afterEach(() => {
  for (const { remove } of made.splice(0)) remove();
});

function repository(files: Readonly<Record<string, string>> = {}): Checkout {
  const folder = checkout({ ".git/HEAD": "", ...files });
  made.push(folder);
  return folder;
}

const CONFIG = ".github/plansmith.yml";
const FORM = ".github/ISSUE_TEMPLATE/plan.yml";
const WORKFLOW = ".github/workflows/plansmith.yml";

async function init(folder: Checkout, ...args: readonly string[]) {
  return runIn(folder, "init", "--repo", folder.folder, ...args);
}

describe("plansmith init", () => {
  test("shows what it writes, and the configuration is in order", async () => {
    const folder = repository();
    const { code, out } = await init(folder);
    expect(code).toBe(0);
    for (const path of [CONFIG, FORM, WORKFLOW, "AGENTS.md"]) {
      expect(out).toContain(path);
      for (const line of folder.read(path).split("\n")) expect(out).toContain(line);
    }
    expect(folder.read(CONFIG)).toMatch(
      /^# yaml-language-server: \$schema=https:\S+\/v\d+\.\d+\.\d+\/docs\/plansmith.schema.json\n/,
    );
    expect(folder.read(CONFIG)).not.toContain("{{");
    expect(out).toContain("gh label create needs-plan --description ");
    const check = await runIn(folder, "config", "--repo", folder.folder);
    expect(check).toMatchObject({ code: 0, err: "" });
  });

  test("overwrites nothing, not even through a link that leads nowhere", async () => {
    const folder = repository({ [CONFIG]: "dryRun: true\n" });
    symlinkSync("/none/AGENTS.md", folder.path("AGENTS.md"));
    const { code, out } = await init(folder);
    expect(code).toBe(0);
    expect(out).toContain(`Left as they are: ${CONFIG}, AGENTS.md\n`);
    expect(folder.read(CONFIG)).toBe("dryRun: true\n");
    const form = folder.read(FORM);
    await init(folder);
    expect(folder.read(FORM)).toBe(form);
  });

  test("writes nothing outside of the folder, where a link leads out of it", async () => {
    const folder = repository({ "elsewhere/README.md": "", "work/.git/HEAD": "" });
    symlinkSync("../elsewhere", folder.path("work/.github"));
    const { code, err } = await runIn(folder, "init", "--repo", folder.path("work"));
    expect(code).toBe(2);
    expect(err).toContain(".github/plansmith.yml would be written outside of");
    expect(readdirSync(folder.path("elsewhere"))).toEqual(["README.md"]);
    expect(readdirSync(folder.path("work"))).toEqual([".git", ".github"]);
  });

  test("a folder within a repository is refused: GitHub reads none of the files there", async () => {
    const folder = repository({ "docs/README.md": "" });
    const { code, err } = await runIn(folder, "init", "--repo", folder.path("docs"));
    expect(code).toBe(2);
    expect(err).toContain(`--repo ${folder.folder}`);
    expect(readdirSync(folder.path("docs"))).toEqual(["README.md"]);
  });

  test.each([
    [
      "what was cloned",
      { ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/1.0\n" },
      "1.0",
    ],
    ["what is not yet on GitHub", { ".git/HEAD": "ref: refs/heads/master\n" }, "master"],
    ["a branch for one change", { ".git/HEAD": "ref: refs/heads/add-plansmith\n" }, "main"],
  ])("the branch of %s is named, and how to name another one", async (_, files, branch) => {
    const folder = repository(files);
    const { out } = await init(folder);
    expect(parse(folder.read(WORKFLOW))).toMatchObject({ on: { push: { branches: [branch] } } });
    expect(out).toContain(`push them to ${branch}`);
    expect(out).toContain("If another branch is the default, name it in the workflow");
  });

  test.each([
    [
      "a worktree",
      {
        "work/.git": "gitdir: ../main/.git/worktrees/work\n",
        "main/.git/worktrees/work/HEAD": "ref: refs/heads/add-plansmith\n",
        "main/.git/worktrees/work/commondir": "../..\n",
        "main/.git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/1.0\n",
      },
      "1.0",
    ],
    [
      "a worktree of what is not yet on GitHub",
      {
        "work/.git": "gitdir: ../main/.git/worktrees/work\n",
        "main/.git/worktrees/work/commondir": "../..\n",
        "main/.git/HEAD": "ref: refs/heads/trunk\n",
      },
      "trunk",
    ],
    [
      "a submodule",
      {
        "work/.git": "gitdir: ../main/.git/modules/work\n",
        "main/.git/HEAD": "ref: refs/heads/trunk\n",
        "main/.git/modules/work/HEAD": "ref: refs/heads/master\n",
      },
      "master",
    ],
  ])("the branch of %s is found where Git keeps it", async (_, files, branch) => {
    const folder = repository(files);
    await runIn(folder, "init", "--repo", folder.path("work"));
    const workflow: unknown = parse(folder.read(`work/${WORKFLOW}`));
    expect(workflow).toMatchObject({ on: { push: { branches: [branch] } } });
  });

  test("says all that is left to do", async () => {
    const { out } = await init(repository());
    for (const words of [
      "Commit the files, and push them to main.",
      "Allow GitHub Actions to create and approve pull requests",
      "gh label create needs-plan --description ",
      "Where Plansmith runs as an App, delete .github/workflows/plansmith.yml",
    ]) {
      expect(out).toContain(words);
    }
  });

  test("a configuration under its other name is one", async () => {
    const folder = repository({ ".github/plansmith.yaml": "dryRun: true\n" });
    expect((await init(folder)).out).toContain(`Left as they are: ${CONFIG}\n`);
    expect(existsSync(folder.path(CONFIG))).toBe(false);
  });

  test("the workflow follows the default branch, by the action of this version", async () => {
    const cloned = repository({
      ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n",
    });
    await init(cloned);
    const workflow = parse(cloned.read(WORKFLOW)) as {
      readonly on: { readonly push: { readonly branches: readonly string[] } };
      readonly jobs: { readonly plan: { readonly steps: readonly { readonly uses: string }[] } };
    };
    expect(workflow.on.push.branches).toEqual(["trunk"]);
    // No step checks anything out: with pull_request_target, that could be anybody's.
    expect(workflow.jobs.plan.steps.map(({ uses }) => uses)).toEqual([
      expect.stringMatching(/^\w+\/plansmith@v\d+\.\d+\.\d+$/),
    ]);
    const hostile = repository({
      ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/a]b: c\n",
    });
    await init(hostile);
    expect(parse(hostile.read(WORKFLOW))).toMatchObject({ on: { push: { branches: ["main"] } } });
  });

  test("a comment that starts no job takes no place among the runs that wait", async () => {
    const folder = repository();
    await init(folder);
    const workflow = parse(folder.read(WORKFLOW)) as {
      readonly concurrency?: unknown;
      readonly jobs: { readonly plan: { readonly if: string; readonly concurrency: object } };
    };
    // GitHub gives a place in the workflow's group before it looks at the job's condition.
    expect(workflow.concurrency).toBeUndefined();
    const { plan } = workflow.jobs;
    expect(plan.if).toContain("issue_comment");
    // An issue that is named by hand waits for the events of the same issue.
    expect(plan.concurrency).toEqual({
      group: expect.stringMatching(/inputs\.issue \|\| github\.event\.issue\.number \|\|/),
      queue: "max",
    });
  });

  test("--dry-run writes nothing", async () => {
    const folder = repository();
    const { out } = await init(folder, "--dry-run");
    expect(out).toContain("Would write");
    expect(existsSync(folder.path(".github"))).toBe(false);
  });
});

interface FormField {
  readonly attributes: { readonly label: string };
}

/** An issue as GitHub makes it from the form: a heading for each field. */
function issueOf(form: string, answers: Readonly<Record<string, string>>) {
  const { body } = parse(form) as { readonly body: readonly FormField[] };
  const labels = body.map(({ attributes }) => attributes.label);
  expect(Object.keys(answers).filter((label) => !labels.includes(label))).toEqual([]);
  return issueFromRest({
    number: 7,
    title: "Export reports",
    body: labels
      .map((label) => `### ${label}\n\n${answers[label] ?? "_No response_"}`)
      .join("\n\n"),
    state: "open",
    labels: [],
    user: { login: "ana" },
    html_url: "https://github.com/acme/reports/issues/7",
    created_at: "2026-11-01T10:00:00Z",
  });
}

const repositoryOfIssue = { owner: "acme", name: "reports", defaultBranch: "main" };

describe("the issue form", () => {
  test.each(
    Array.from(builtinTemplates().values(), (template) => [template.name, template] as const),
  )("fills a plan of the format %s", async (_name, template) => {
    const folder = repository();
    await init(folder);
    const answers = {
      Goal: "Accountants get rows they can sum.",
      Background: "They retype numbers from the screen.",
      "Proposed solution": "A second representation of the report.",
      Tasks: "- [ ] Share the query\n- [ ] Write the rows",
      "Acceptance criteria": "- [ ] A million rows arrive within a minute",
      "Out of scope": "Spreadsheets with formulas",
      Dependencies: "- #12",
      Risks: "A cell could begin a formula",
      "Test plan": "Compare three files with the screen",
      "Rollback plan": "Switch the flag off",
      "Open questions": "Which separator do offices expect?",
    };
    const issue = issueOf(folder.read(FORM), answers);
    const text = fillPlan(template, {
      issue,
      repository: repositoryOfIssue,
      branch: "plan/issue-7",
      date: "2026-11-21T10:00:00Z",
      detail: "full",
    });
    const { items } = parsePlan(text, [template]);
    const said = (kind: string) =>
      items.filter((item) => item.kind === kind).map((item) => item.text);
    expect(said("step")).toEqual(["Share the query", "Write the rows"]);
    expect(said("criterion")).toContain("A million rows arrive within a minute");
    for (const [label, answer] of Object.entries(answers)) {
      const words = answer.replace(/^- (?:\[ \] )?/, "").split("\n")[0] ?? "";
      expect([label, text]).toEqual([label, expect.stringContaining(words)]);
    }
  });
});
