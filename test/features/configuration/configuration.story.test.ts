import { describe, expect, test } from "#jest";
import { labelsOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import { bodyOf, withBody, type Answer } from "../../support/proxy/http.js";

const FILE = ".github/plansmith.yml";

/** Writes the configuration to the default branch and waits until everything is at rest. */
async function configure({ github, rest }: Scene, text: string): Promise<void> {
  await github.setFile(FILE, text);
  await rest();
}

/** Puts a symbolic link where the configuration should be. */
async function link({ github, rest }: Scene): Promise<void> {
  const where = { owner: github.owner, repo: github.repo };
  const { git } = github.as("ada").rest;
  const { data: ref } = await git.getRef({ ...where, ref: "heads/main" });
  const { data: commit } = await git.getCommit({ ...where, commit_sha: ref.object.sha });
  const { data: tree } = await git.createTree({
    ...where,
    base_tree: commit.tree.sha,
    tree: [{ path: FILE, mode: "120000", type: "blob", content: "../settings.yml" }],
  });
  const { data: made } = await git.createCommit({
    ...where,
    message: "Link",
    tree: tree.sha,
    parents: [commit.sha],
  });
  await git.updateRef({ ...where, ref: "heads/main", sha: made.sha });
  await rest();
}

/** The answer to a query without the folder of settings, which may not be seen. */
function withoutSettings(answered: Answer): Answer {
  const { data } = bodyOf<{ data: { repository: { commit: object } } }>(answered);
  const { repository } = data;
  const commit = { ...repository.commit, settings: null };
  const error = {
    type: "FORBIDDEN",
    path: ["repository", "commit", "settings"],
    message: "Resource not accessible by integration",
  };
  return withBody(answered, {
    data: { ...data, repository: { ...repository, commit } },
    errors: [error],
  });
}

/** Branch of an issue's plan pull request, and its files. */
async function pullOf({ github }: Scene): Promise<{ branch: string; paths: readonly string[] }> {
  const [pull] = await github.pulls();
  const { data } = await github.as("ada").rest.pulls.listFiles({
    owner: github.owner,
    repo: github.repo,
    pull_number: pull?.number ?? 0,
  });
  return { branch: pull?.head.ref ?? "", paths: data.map(({ filename }) => filename) };
}

describe("a mistake on the default branch", () => {
  test("is told on its line, nothing is opened, and it goes on by itself when it is mended", async () => {
    await play(async (scene) => {
      const { github } = scene;
      await configure(scene, "labels:\n  request: needs-plan\n  blockd: stuck\n");
      const number = await proposed(scene);
      const address = `${github.url}/${github.owner}/${github.repo}/blob/HEAD/${FILE}?plain=1`;
      const told = await statusOf(scene, number);
      expect(told).toContain("The plan could not be opened");
      expect(told).toContain(`line 3, column 3](${address}#L3)`);
      expect(told).toContain("Did you mean blocked?");

      const cases: readonly [string, string, string][] = [
        ["dryRun: [\n", "line 2, column 1", "The YAML is not valid"],
        ["comment: {}\ncomment: {}\n", "line 2, column 1", "appears twice"],
        ["comment:\n  mode: repots\n", "line 2, column 9", "Did you mean “repost”?"],
        ["plans:\n  path: ../{number}.md\n", "line 2, column 9", "leads out of the repository"],
        ["- a\n", "line 1, column 1", "The file is a list"],
        [`a: &a x\nb: [${"*a, ".repeat(30)}]\n`, "line 2, column", "more than 20 aliases"],
        [`# ${"x".repeat(70_000)}\n`, "line 1, column 1", "69 KiB"],
        ["templates:\n  default: exec-pla\n", "line 2, column 12", "Did you mean exec-plan?"],
      ];
      for (const [text, place, what] of cases) {
        await configure(scene, text);
        const status = await statusOf(scene, number);
        expect(status).toContain(place);
        expect(status).toContain(what);
      }
      expect(await github.pulls()).toEqual([]);
      expect(await labelsOf(scene, number)).toEqual(["needs-plan"]);

      await configure(scene, "labels:\n  blocked: stuck\n");
      expect(await statusOf(scene, number)).toContain("Plan proposed");
      expect((await github.pulls()).length).toBe(1);
    });
  });

  test("a file that is a folder, a link, or may not be read", async () => {
    await play(async (scene) => {
      const { github } = scene;
      await github.setFile(`${FILE}/inner.yml`, "dryRun: true\n");
      const number = await proposed(scene);
      expect(await statusOf(scene, number)).toContain("It is a folder. Make it a file.");

      await github.removeFile(`${FILE}/inner.yml`);
      await link(scene);
      expect(await statusOf(scene, number)).toContain("It is a symbolic link. Make it");

      const allow = github.intercept(({ path }) =>
        path === "/graphql" ? { after: withoutSettings } : undefined,
      );
      await github.label(number, "bug");
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("does not allow Plansmith to read the file");
      allow();

      await github.removeFile(FILE);
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("where there is a plan already, its comment tells, and its labels are left alone", async () => {
    await play(async (scene) => {
      const number = await proposed(scene);
      await configure(scene, "labels:\n  proposed: 7\n");
      const told = await statusOf(scene, number);
      expect(told).toContain("Plan proposed");
      expect(told).toContain("line 2, column 13");
      expect(await labelsOf(scene, number)).toEqual(["plan: proposed"]);
      await configure(scene, "labels:\n  proposed: In review\n");
      expect(await statusOf(scene, number)).not.toContain("configuration");
      expect(await labelsOf(scene, number)).toEqual(["In review"]);
    });
  });
});

describe("the configuration's other name", () => {
  test("counts as well, and two configurations are a mistake, which is reported", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const other = ".github/plansmith.yaml";
      await github.setFile(other, "labels: { request: Plan me }\n");
      const number = await github.openIssue({ title: "Add a limiter", labels: ["Plan me"] });
      await rest();
      expect(await statusOf(scene, number)).toContain("Plan proposed");

      await configure(scene, "dryRun: false\n");
      const second = await github.openIssue({ title: "Add a cursor", labels: ["needs-plan"] });
      await rest();
      const told = await statusOf(scene, second);
      expect(told).toContain("There are two configurations");
      const { url, owner, repo } = github;
      expect(told).toContain(`(${url}/${owner}/${repo}/blob/HEAD/${FILE}?plain=1#L1)`);

      await github.removeFile(other);
      await rest();
      expect(await statusOf(scene, second)).toContain("Plan proposed");
    });
  });
});

describe("what is configured counts", () => {
  test("labels, template, path, branch, pull request, comment and fields", async () => {
    await play(async (scene) => {
      const { github } = scene;
      await configure(
        scene,
        [
          "labels: { request: Plan me, proposed: false }",
          "templates:",
          "  rules: [{ template: exec-plan, labels: [Epic] }]",
          "plans:",
          "  path: docs/{format}/{number}-{slug}.md",
          "  branch: docs/plan-{number}",
          "pullRequest:",
          "  draft: true",
          "  reviewers: [grace, nobody-here, acme/architects]",
          "  assignees: [ada]",
          "  labels: [documentation]",
          "comment:",
          "  show: [progress, links]",
          "  folded: [links]",
          "fields:",
          "  What gives?: goal",
          "ignore:",
          "  authors: [grace]",
          "",
        ].join("\n"),
      );
      const ignored = await github.openIssue({
        title: "Hers",
        labels: ["Plan me"],
        login: "grace",
      });
      const number = await github.openIssue({
        title: "Add a limiter",
        body: "### What gives?\n\nSlow clients starve.\n\n### Tasks\n\n- [ ] Count\n- [ ] Refuse\n",
        labels: ["epic", "Plan me"],
      });
      await scene.rest();
      expect(await github.comments(ignored)).toEqual([]);
      const [pull, ...others] = await github.pulls();
      expect(others).toEqual([]);
      expect(pull).toMatchObject({
        draft: true,
        head: { ref: `docs/plan-${number}` },
        assignees: [{ login: "ada" }],
        labels: [{ name: "documentation" }],
        requested_reviewers: [{ login: "grace" }],
      });
      const path = `docs/exec-plan/${number}-add-a-limiter.md`;
      const text = await github.readFile(path, `docs/plan-${number}`);
      expect(text).toContain("Slow clients starve.");
      expect(text).toContain("# ExecPlan");
      const status = await statusOf(scene, number);
      expect(status).toContain("GitHub rejected these reviewers: nobody-here, acme/architects");
      expect(status).toContain("the permission “Members: read”");
      expect(status).toContain("2 steps");
      expect(status).toContain("<summary>Links</summary>");
      expect(status).not.toContain("**Next**");
      expect(status).not.toContain("| Section |");
      expect(await labelsOf(scene, number)).toEqual(["epic"]);

      await github.setDraft(pull?.number ?? 0, false);
      await github.mergePull(pull?.number ?? 0);
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan approved");
      await github.setFile(path, (text ?? "").replace(/- \[ \](.*Count)/, "- [x]$1"));
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("In progress");
      expect((await labelsOf(scene, number)).toSorted()).toEqual(["epic", "plan: in progress"]);
    });
  });

  test("a plan that was opened under other patterns is still found", async () => {
    await play(async (scene) => {
      const { github } = scene;
      await configure(
        scene,
        "plans: { path: 'docs/old/{number}-{slug}.md', branch: 'old/{number}' }\n",
      );
      const number = await proposed(scene);
      await configure(scene, "plans: { path: 'docs/new/{number}.md', branch: 'new/{number}' }\n");
      expect(await statusOf(scene, number)).toContain("Plan proposed");
      expect(await statusOf(scene, number)).toContain("18 checks");
      expect((await github.pulls()).length).toBe(1);

      const [own] = await github.comments(number);
      await github.as("ada").rest.issues.deleteComment({
        owner: github.owner,
        repo: github.repo,
        comment_id: own?.id ?? 0,
      });
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("18 checks");
      expect(await pullOf(scene)).toEqual({
        branch: `old/${number}`,
        paths: [`docs/old/${number}-add-a-limiter.md`],
      });
      const [pull] = await github.pulls();
      await github.mergePull(pull?.number ?? 0);
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan approved");
      expect(await statusOf(scene, number)).toContain("18 checks");
    });
  });

  test("edit keeps one comment, repost makes one new one for each real change", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const id = async (number: number): Promise<number> => {
        const own = await github.comments(number);
        expect(own).toHaveLength(1);
        return own[0]?.id ?? 0;
      };
      const number = await proposed(scene, {
        body: "## Tasks\n\n- [ ] Count requests\n- [ ] Refuse more\n",
      });
      const first = await id(number);
      await configure(scene, "comment:\n  mode: repost\n");
      expect(await id(number)).toBe(first);

      const [pull] = await github.pulls();
      await github.mergePull(pull?.number ?? 0);
      await scene.rest();
      const second = await id(number);
      expect(second).not.toBe(first);
      expect(await statusOf(scene, number)).toContain("Plan approved");

      const path = `plans/${number}-add-a-limiter.md`;
      const text = (await github.readFile(path)) ?? "";
      await github.setFile(path, `A word more.\n\n${text}`);
      await scene.rest();
      expect(await id(number)).toBe(second);

      await configure(scene, "comment:\n  mode: edit\n");
      await github.setFile(path, text.replace("- [ ]", "- [x]"));
      await scene.rest();
      expect(await id(number)).toBe(second);
      expect(await statusOf(scene, number)).toContain("In progress");
    });
  });

  test("a dry run writes nothing to issues", async () => {
    await play(async (scene) => {
      await configure(scene, "dryRun: true\n");
      const number = await proposed(scene);
      expect(await scene.github.comments(number)).toEqual([]);
      expect(await scene.github.pulls()).toEqual([]);
      expect(await labelsOf(scene, number)).toEqual(["needs-plan"]);
      const all = rehearsals(scene.bot.output());
      expect(all.writes).toEqual(
        expect.arrayContaining([
          "POST /repos/acme/garden/git/refs",
          "POST /repos/acme/garden/pulls",
          "POST /repos/acme/garden/check-runs",
          `POST /repos/acme/garden/issues/${number}/comments`,
          `POST /repos/acme/garden/issues/${number}/labels`,
          `DELETE /repos/acme/garden/issues/${number}/labels/needs-plan`,
        ]),
      );
      expect(all.actions.at(-1)).toEqual([
        "create-branch",
        "open-pull",
        "check-plan",
        "create-comment",
        "add-label",
        "remove-label",
      ]);
      expect(scene.github.requests.filter(({ byApp, write }) => byApp && write)).toEqual([]);
      await configure(scene, "dryRun: false\n");
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });
});

/** What a dry run would have written, and the whole plan of each look. */
function rehearsals(output: string): {
  readonly writes: readonly string[];
  readonly actions: readonly (readonly string[])[];
} {
  const lines = output
    .split("\n")
    .filter((line) => line.includes("dry run:"))
    .map(
      (line) => JSON.parse(line) as { method?: string; path?: string; actions?: readonly string[] },
    );
  return {
    writes: lines.flatMap(({ method, path }) => (method === undefined ? [] : `${method} ${path}`)),
    actions: lines.flatMap(({ actions }) => (actions === undefined ? [] : [actions])),
  };
}

describe("configuration of other repositories", () => {
  const options = { github: { otherRepos: [".github", "web"] } };

  async function setOther({ github, rest }: Scene, repo: string, text: string): Promise<void> {
    const { repos } = github.as("ada").rest;
    const where = { owner: github.owner, repo, path: FILE };
    const old = await repos.getContent(where).then(
      ({ data }) => (Array.isArray(data) ? undefined : data.sha),
      () => undefined,
    );
    await repos.createOrUpdateFileContents({
      ...where,
      message: "Configure",
      content: Buffer.from(text).toString("base64"),
      ...(old !== undefined && { sha: old }),
    });
    await rest();
  }

  test("the owner's counts where a repository has none, and a mistake in it is mended there", async () => {
    await play(async (scene) => {
      await setOther(scene, ".github", "comment: { mode: x }\n");
      const number = await proposed(scene);
      const told = await statusOf(scene, number);
      expect(told).toContain(`/${scene.github.owner}/.github/blob/HEAD/${FILE}?plain=1#L1`);
      await setOther(scene, ".github", "labels: { proposed: In review }\n");
      expect(await statusOf(scene, number)).toContain("Plan proposed");
      expect(await labelsOf(scene, number)).toEqual(["In review"]);
      await configure(scene, "labels: { proposed: Ours }\n");
      expect(await labelsOf(scene, number)).toEqual(["Ours"]);
    }, options);
  });

  test("what _extends names lies below, of the same owner only, one deep", async () => {
    await play(async (scene) => {
      await setOther(scene, "web", "labels: { proposed: Theirs, approved: Fine }\n");
      await configure(scene, "_extends: web\nlabels: { proposed: Ours }\n");
      const number = await proposed(scene);
      expect(await labelsOf(scene, number)).toEqual(["Ours"]);
      for (const [name, reason] of [
        ["other/web", "another owner"],
        ["nowhere", "can be used here"],
        [scene.github.repo, "itself extends another repository"],
      ]) {
        await configure(scene, `dryRun: false\n_extends: ${name}\n`);
        expect(await statusOf(scene, number)).toContain("line 2, column 11");
        expect(await statusOf(scene, number)).toContain(reason);
      }
      const { repos } = scene.github.as("ada").rest;
      const web = { owner: scene.github.owner, repo: "web" };
      await repos.update({ ...web, private: true });
      await configure(scene, "dryRun: false\n_extends: web\n");
      expect(await statusOf(scene, number)).toContain("cannot extend a private one");
      await repos.update({ ...web, private: false });
      await configure(scene, "_extends: web\n");
      expect(await labelsOf(scene, number)).toEqual(["Theirs"]);
    }, options);
  });
});
