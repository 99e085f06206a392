import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { createEventHandler } from "../../src/events/handle.js";
import { mapEventToWorkItems, EVENT_NAMES } from "../../src/events/map.js";
import { computeInProcess } from "../../src/model/compute.js";
import { boxMarker } from "../../src/features/checkboxes/boxes.js";
import { pullMarker, updateMarker } from "../../src/model/markers.js";
import { hintsOf } from "../../src/model/hints.js";
import { workKey } from "../../src/model/refs.js";

const BOT = "plansmith[bot]";

const base = {
  installation: { id: 7 },
  repository: { name: "api", owner: { login: "octo" }, default_branch: "main" },
  sender: { login: "ada" },
};

function named(name: string, payload: object, bot: string | undefined = BOT): readonly string[] {
  return mapEventToWorkItems({ name, payload: { ...base, ...payload } }, bot).map(workKey);
}

function pull(fields: object = {}): object {
  return {
    title: "Add a limiter",
    body: "",
    html_url: "https://github.com/octo/api/pull/9",
    head: { ref: "limiter", repo: { full_name: "octo/api" } },
    ...fields,
  };
}

describe("issue events", () => {
  test.each([
    "labeled",
    "unlabeled",
    "edited",
    "assigned",
    "unassigned",
    "milestoned",
    "demilestoned",
    "typed",
    "untyped",
    "deleted",
  ])("%s names the issue", (action) => {
    expect(named("issues", { action, issue: { number: 3 } })).toEqual(["octo/api#3"]);
  });

  test("what an event says of the issue's state, which may be old, does not count", () => {
    for (const state of ["open", "closed"]) {
      for (const labels of [[], [{ name: "needs-plan" }]]) {
        const issue = { number: 3, state, labels, user: null };
        expect(named("issues", { action: "labeled", issue, sender: null })).toEqual(["octo/api#3"]);
      }
    }
  });

  test.each(["closed", "reopened"])("%s names it, and those whose plans refer to it", (action) => {
    const names = ["octo/api#3", "octo/api!referrers"];
    expect(named("issues", { action, issue: { number: 3 } })).toEqual(names);
    const payload = { ...base, action, issue: { number: 3 } };
    expect(mapEventToWorkItems({ name: "issues", payload }, BOT)[1]).toMatchObject({ closed: [3] });
  });

  test.each([
    ["issue_dependencies", "blocked_by_added", ["octo/api#3"]],
    ["issue_dependencies", "blocked_by_removed", ["octo/api#3"]],
    ["sub_issues", "sub_issue_added", ["octo/api#4"]],
    ["sub_issues", "sub_issue_removed", ["octo/api#4"]],
    // These are told where the other side is.
    ["issue_dependencies", "blocking_added", []],
    ["sub_issues", "parent_issue_removed", []],
  ])("%s.%s names the issue whose plan it changes", (event, action, keys) => {
    const pair =
      event === "sub_issues" ? { parent_issue: { number: 4 } } : { blocked_issue: { number: 3 } };
    expect(named(event, { action, ...pair })).toEqual(keys);
  });

  test("opened names it only where it was born with labels", () => {
    const labels = [{ name: "needs-plan" }];
    expect(named("issues", { action: "opened", issue: { number: 3, labels } })).toHaveLength(1);
    expect(named("issues", { action: "opened", issue: { number: 3, labels: [] } })).toEqual([]);
  });

  test("transferred names it where it was and where it is", () => {
    const changes = {
      new_issue: { number: 12 },
      new_repository: { name: "web", owner: { login: "octo" } },
    };
    expect(named("issues", { action: "transferred", issue: { number: 3 }, changes })).toEqual([
      "octo/api#3",
      "octo/web#12",
    ]);
  });

  test("other actions and pull requests say nothing", () => {
    expect(named("issues", { action: "pinned", issue: { number: 3 } })).toEqual([]);
    expect(named("issues", { action: "labeled", issue: { number: 3, pull_request: {} } })).toEqual(
      [],
    );
  });
});

describe("pull request events", () => {
  test("name the issue whose plan it is", () => {
    const plan = pull({ head: { ref: "plan/issue-3", repo: { full_name: "Octo/API" } } });
    expect(named("pull_request", { action: "synchronize", pull_request: plan })).toEqual([
      "octo/api#3",
    ]);
    expect(named("pull_request_review", { action: "submitted", pull_request: plan })).toEqual([
      "octo/api#3",
    ]);
  });

  test("name the issue of a plan whose branch has another name, and themselves", () => {
    const body = "The plan for #3\n\n<!-- plansmith:pull issue=3 -->";
    const plan = pull({ number: 9, body, head: { ref: "p/3", repo: { full_name: "octo/api" } } });
    expect(named("pull_request", { action: "synchronize", pull_request: plan })).toEqual([
      "octo/api#3",
      "octo/api!9",
    ]);
    const fork = pull({ body, head: { ref: "p/3", repo: { full_name: "mallory/api" } } });
    expect(named("pull_request", { action: "synchronize", pull_request: fork })).toEqual([]);
  });

  test("name themselves where they are to be merged somewhere else", () => {
    const payload = { action: "edited", pull_request: pull({ number: 9 }) };
    expect(named("pull_request", { ...payload, changes: {} })).toEqual([]);
    expect(named("pull_request", { ...payload, changes: { base: {} } })).toEqual(["octo/api!9"]);
    const changes = { body: { from: "For now" } };
    expect(named("pull_request", { ...payload, changes })).toEqual(["octo/api!9"]);
  });

  test("a fork's branch of that name is no plan", () => {
    const plan = pull({ head: { ref: "plan/issue-3", repo: { full_name: "mallory/api" } } });
    expect(named("pull_request", { action: "opened", pull_request: plan })).toEqual([]);
    const gone = pull({ head: { ref: "plan/issue-3", repo: null } });
    expect(named("pull_request", { action: "edited", pull_request: gone })).toEqual([]);
  });

  test("name the issues that the body refers to, in reach of the installation, and no title", () => {
    const body =
      "Part of #4, octo/web#5, other/repo#6, https://github.com/octo/api/issues/8\n\n`#99` <!-- #98 -->";
    expect(
      named("pull_request", { action: "opened", pull_request: pull({ title: "For #3", body }) }),
    ).toEqual(["octo/api#4", "octo/web#5", "octo/api#8"]);
  });

  test("hand their number on to the issues: the timeline shows the reference later", () => {
    const payload = {
      action: "opened",
      installation: { id: 7 },
      repository: { name: "api", owner: { login: "octo" } },
      sender: { login: "ada", type: "User" },
      pull_request: pull({ number: 9, body: "Part of #4" }),
    };
    const [item] = mapEventToWorkItems({ name: "pull_request", payload }, undefined);
    const pulls = [{ owner: "octo", repo: "api", number: 9, tries: 0 }];
    expect(item).toMatchObject({ kind: "issue", number: 4, pulls });
  });

  test.each(["closed", "reopened"])("%s name the issues whose plans refer to it", (action) => {
    const body = "Part of #4";
    expect(named("pull_request", { action, pull_request: pull({ body }) })).toEqual([
      "octo/api#4",
      "octo/api!referrers",
    ]);
  });

  test("an edit names those that it refers to no more, and a new title those that show it", () => {
    expect(
      named("pull_request", {
        action: "edited",
        pull_request: pull({ body: "Part of #4" }),
        changes: { body: { from: "Part of #5" }, title: { from: "For #6" } },
      }),
    ).toEqual(["octo/api#4", "octo/api#5", "octo/api!referrers"]);
  });
});

test("a pull request that refers to very many issues names the repository instead", () => {
  const body = Array.from({ length: 9000 }, (_, index) => `#${index + 1}`).join(" ");
  const action = "opened";
  expect(named("pull_request", { action, pull_request: pull({ body }) })).toEqual(["octo/api"]);
});

describe("push events", () => {
  test("to a plan branch name its issue", () => {
    expect(named("push", { ref: "refs/heads/plan/issue-12" })).toEqual(["octo/api#12"]);
  });

  test("to the default branch name the issues whose plan a file may be, each once", () => {
    const commits = [
      { added: ["plans/3-limiter.md"], modified: ["src/a-9.ts"], removed: [] },
      {
        added: [],
        modified: ["plans/3-limiter.md", "docs/plans/5-x.md"],
        removed: ["plans/4-y.md"],
      },
    ];
    expect(named("push", { ref: "refs/heads/main", commits })).toEqual([
      "octo/api#3",
      "octo/api#5",
      "octo/api#4",
    ]);
  });

  test("that change very many numbered files name the repository", () => {
    const added = Array.from({ length: 60 }, (_, index) => `docs/${index + 1}.md`);
    expect(named("push", { ref: "refs/heads/main", commits: [{ added }] })).toEqual(["octo/api"]);
  });

  test.each(["yml", "yaml"])(
    "that change plansmith.%s name the repository, and the owner's other ones",
    (ending) => {
      const commits = [{ modified: [`.github/plansmith.${ending}`] }];
      const payload = { ref: "refs/heads/main", commits };
      expect(named("push", payload)).toEqual(["octo/api"]);
      const repository = { name: ".github", owner: { login: "octo" }, default_branch: "main" };
      expect(named("push", { ...payload, repository })).toEqual([
        "octo/.github",
        "octo/.github!dependents",
      ]);
    },
  );

  test("to the default branch without a list of what changed name the repository", () => {
    expect(named("push", { ref: "refs/heads/main" })).toEqual(["octo/api"]);
    const commits = Array.from({ length: 2048 }, () => ({ added: [] }));
    expect(named("push", { ref: "refs/heads/main", commits })).toEqual(["octo/api"]);
  });

  test("that change a template, or are a repository's first, name the repository too", () => {
    const commits = [{ added: [".github/plan-templates/bug.md", "plans/3-limiter.md"] }];
    expect(named("push", { ref: "refs/heads/main", commits })).toEqual(["octo/api", "octo/api#3"]);
    expect(named("push", { ref: "refs/heads/main", created: true, commits: [] })).toEqual([
      "octo/api",
    ]);
    expect(named("push", { ref: "refs/heads/main", forced: true, commits: [] })).toEqual([
      "octo/api",
    ]);
  });

  test("to other branches and of tags say nothing", () => {
    const commits = [{ added: ["plans/3-limiter.md"] }];
    expect(named("push", { ref: "refs/heads/feature", commits })).toEqual([]);
    expect(named("push", { ref: "refs/tags/main", commits })).toEqual([]);
    const queue = "refs/heads/gh-readonly-queue/main/pr-9-0123456789abcdef";
    expect(named("push", { ref: queue, commits })).toEqual([]);
  });
});

describe("the other events", () => {
  test("a comment names its issue where it is the App's own", () => {
    const issue = { number: 3 };
    const comment = { user: { login: BOT } };
    expect(named("issue_comment", { action: "edited", issue, comment })).toEqual(["octo/api#3"]);
    expect(named("issue_comment", { action: "deleted", issue, comment })).toEqual(["octo/api#3"]);
    expect(named("issue_comment", { action: "created", issue, comment })).toEqual([]);
    const other = { user: { login: "ada" } };
    expect(named("issue_comment", { action: "edited", issue, comment: other })).toEqual([]);
    expect(
      mapEventToWorkItems(
        { name: "issue_comment", payload: { ...base, action: "edited", issue, comment } },
        undefined,
      ),
    ).toHaveLength(1);
  });

  test("an edit of the status comment says who ticked and cleared which checkbox", () => {
    const row = (mark: string, box: string): string => `- [${mark}] Step ${boxMarker(box)}`;
    const updated_at = "2026-01-02T03:04:05Z";
    const payload = {
      ...base,
      action: "edited",
      issue: { number: 3 },
      comment: {
        user: { login: BOT },
        body: [row("x", "1-aaaaaaaa"), row(" ", "2-bbbbbbbb")].join("\n"),
        updated_at,
      },
      changes: { body: { from: [row(" ", "1-aaaaaaaa"), row("x", "2-bbbbbbbb")].join("\n") } },
    };
    expect(mapEventToWorkItems({ name: "issue_comment", payload }, BOT)).toEqual([
      expect.objectContaining({
        number: 3,
        checkboxEdits: [
          { box: "1-aaaaaaaa", ticked: true, by: "ada", at: updated_at },
          { box: "2-bbbbbbbb", ticked: false, by: "ada", at: updated_at },
        ],
      }),
    ]);
  });

  test("a comment with a command names its issue, or the one whose plan the pull request is about", () => {
    const comment = { user: { login: "ada" }, body: "Thanks\n\n/plan done 1" };
    const on = (issue: object, said: object = comment) =>
      ["created", "edited"].map((action) =>
        named("issue_comment", { action, issue, comment: said }),
      );
    expect(on({ number: 3 })).toEqual([["octo/api#3"], ["octo/api#3"]]);
    expect(on({ number: 3 }, { ...comment, body: "> /plan done 1" })).toEqual([[], []]);
    const pullRequest = { number: 9, pull_request: {} };
    expect(on({ ...pullRequest, body: pullMarker(3) })[0]).toEqual(["octo/api#3"]);
    expect(on({ ...pullRequest, body: updateMarker(3) })[0]).toEqual(["octo/api#3"]);
    expect(on({ ...pullRequest, body: null })[0]).toEqual([]);
  });

  test("a finished check suite of a plan branch names its issue", () => {
    const action = "completed";
    expect(named("check_suite", { action, check_suite: { head_branch: "plan/issue-3" } })).toEqual([
      "octo/api#3",
    ]);
    expect(named("check_suite", { action, check_suite: { head_branch: null } })).toEqual([]);
  });

  test("what is to be checked again names the pull requests", () => {
    const action = "rerequested";
    const pulls = { pull_requests: [{ number: 9 }] };
    expect(named("check_suite", { action, check_suite: pulls })).toEqual(["octo/api!9"]);
    expect(named("check_run", { action, check_run: pulls })).toEqual(["octo/api!9"]);
    const run = { external_id: "pull-8-abc", pull_requests: [] };
    expect(named("check_run", { action, check_run: run })).toEqual(["octo/api!8"]);
    expect(named("check_run", { action: "completed", check_run: pulls })).toEqual([]);
    const head_sha = "abc";
    for (const [external_id, key] of [
      ["plan-issue-3", "octo/api#3"],
      ["gate-pull-8", "octo/api!8"],
      ["plan-group-8", "octo/api!8@abc"],
    ]) {
      const again = { action, check_run: { external_id, head_sha, ...pulls } };
      expect(named("check_run", again)).toEqual([key]);
      expect(
        mapEventToWorkItems({ name: "check_run", payload: { ...base, ...again } }, BOT),
      ).toEqual([expect.objectContaining({ force: true })]);
    }
    const suite = { head_sha, pull_requests: [] };
    expect(named("check_suite", { action, check_suite: suite })).toEqual(["octo/api!@abc"]);
  });

  test("a merge queue's commit names its pull request", () => {
    const head_ref = "refs/heads/gh-readonly-queue/release/1.x/pr-104-abc123";
    const payload = { action: "checks_requested", merge_group: { head_ref, head_sha: "def" } };
    expect(named("merge_group", payload)).toEqual(["octo/api!104@def"]);
    expect(named("merge_group", { ...payload, action: "destroyed" })).toEqual([]);
    expect(named("merge_group", { ...payload, merge_group: { head_sha: "def" } })).toEqual([]);
  });

  test("new repositories are named whole", () => {
    const repositories = [{ full_name: "octo/api" }, { full_name: "octo/web" }];
    const payload = { installation: { id: 7 }, sender: { login: "ada" } };
    expect(
      mapEventToWorkItems(
        { name: "installation", payload: { ...payload, action: "created", repositories } },
        BOT,
      ),
    ).toEqual([
      { kind: "repository", installationId: 7, owner: "octo", repo: "api" },
      { kind: "repository", installationId: 7, owner: "octo", repo: "web" },
      { kind: "onboarding", installationId: 7, owner: "octo", repo: "api", withIssue: true },
      { kind: "onboarding", installationId: 7, owner: "octo", repo: "web", withIssue: true },
    ]);
    expect(
      named("installation_repositories", { action: "added", repositories_added: repositories }),
    ).toEqual(["octo/api", "octo/web", "octo/api!onboarding", "octo/web!onboarding"]);
    for (const action of ["unsuspend", "new_permissions_accepted"]) {
      expect(named("installation", { action, repositories })).toEqual(["octo/api", "octo/web"]);
    }
    for (const action of ["deleted", "suspend"]) {
      expect(named("installation", { action, repositories })).toEqual([]);
    }
  });
});

test.each([
  [10, true],
  [11, undefined],
])("of %i repositories that are added at once, each gets an issue: %s", (count, withIssue) => {
  const added = Array.from({ length: count }, (_, index) => ({ full_name: `octo/r${index}` }));
  const payload = { ...base, action: "added", repositories_added: added };
  const items = mapEventToWorkItems({ name: "installation_repositories", payload }, BOT);
  const found = items.filter((item) => item.kind === "onboarding");
  expect(found.length).toBe(count);
  expect(new Set(found.map((item) => item.withIssue))).toEqual(new Set([withIssue]));
});

test("the App's own doings say nothing but that its pull requests are to be checked", () => {
  const payload = { action: "labeled", issue: { number: 3 }, sender: { login: BOT } };
  expect(named("issues", payload)).toEqual([]);
  const sender = { login: BOT };
  const update = pull({ number: 9, head: { ref: "update", repo: { full_name: "octo/api" } } });
  const plan = pull({ number: 8, head: { ref: "plan/issue-3", repo: { full_name: "octo/api" } } });
  const opened = { action: "opened", sender };
  expect(named("pull_request", { ...opened, pull_request: update })).toEqual(["octo/api!9"]);
  expect(named("pull_request", { ...opened, pull_request: plan })).toEqual([]);
  expect(named("pull_request", { action: "edited", sender, pull_request: update })).toEqual([]);
});

test.each(["unsuspend", "new_permissions_accepted", "created"])(
  "installation.%s may name no repositories: GitHub is asked for them",
  (action) => {
    const installation = { id: 7, account: { login: "octo" } };
    for (const repositories of [undefined, []]) {
      const payload = { action, installation, repositories, sender: { login: "ada" } };
      expect(mapEventToWorkItems({ name: "installation", payload }, BOT)).toEqual([
        { kind: "dependents", installationId: 7, owner: "octo", repo: ".github" },
      ]);
    }
  },
);

test("an installation whose id was rounded is not looked with: it may be another one", () => {
  const payload: unknown = JSON.parse(
    '{"action":"labeled","issue":{"number":3},"installation":{"id":9007199254740993},"repository":{"name":"api","owner":{"login":"octo"}}}',
  );
  expect(mapEventToWorkItems({ name: "issues", payload }, BOT)).toEqual([]);
});

test("without an installation there is nobody to look with", () => {
  const payload = { ...base, action: "labeled", issue: { number: 3 }, installation: undefined };
  expect(mapEventToWorkItems({ name: "issues", payload }, BOT)).toEqual([]);
});

test("any payload of any event gives a list", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...EVENT_NAMES, "ping", "constructor", "__proto__"),
      fc.anything(),
      fc.dictionary(
        fc.constantFrom(
          "action",
          "installation",
          "repository",
          "sender",
          "issue",
          "changes",
          "comment",
          "pull_request",
          "ref",
          "commits",
          "check_suite",
          "check_run",
          "merge_group",
          "repositories",
        ),
        fc.anything(),
      ),
      (name, anything, fields) => {
        expect(mapEventToWorkItems({ name, payload: anything }, BOT)).toEqual([]);
        expect(
          Array.isArray(mapEventToWorkItems({ name, payload: { ...base, ...fields } }, BOT)),
        ).toBe(true);
      },
    ),
  );
});

describe("what is looked at at once", () => {
  async function urgencyOf(name: string, payload: object): Promise<readonly (string | boolean)[]> {
    const found: (string | boolean)[] = [];
    const handle = createEventHandler({
      compute: computeInProcess,
      bot: () => BOT,
      requestLabel: ({ repo }) => (repo === "api" ? "Needs-Plan" : ""),
      enqueueSoon(item, isUrgent) {
        found.push(workKey(item), isUrgent, ...hintsOf(item));
        return Promise.resolve();
      },
    });
    await handle({ name, payload: { ...base, ...payload } });
    return found;
  }

  const updated_at = "2026-11-21T10:05:00Z";
  const issue = { number: 3, updated_at, labels: [{ name: "needs-plan" }] };

  test("the label that asks for a plan, and no other", async () => {
    const labeled = (name: string): object => ({ action: "labeled", label: { name }, issue });
    expect(await urgencyOf("issues", labeled("needs-plan"))).toEqual([
      "octo/api#3",
      true,
      `changed ${updated_at}`,
    ]);
    expect(await urgencyOf("issues", labeled("bug"))).toEqual(["octo/api#3", false]);
    const elsewhere = { name: "web", owner: { login: "octo" } };
    expect(await urgencyOf("issues", { ...labeled("needs-plan"), repository: elsewhere })).toEqual([
      "octo/web#3",
      false,
    ]);
  });

  test("an issue that is opened with it", async () => {
    expect(await urgencyOf("issues", { action: "opened", issue })).toContain(true);
    expect(await urgencyOf("issues", { action: "edited", issue })).toEqual(["octo/api#3", false]);
  });

  test("a command, but not its edit; below a pull request, the time is not the issue's", async () => {
    const comment = { user: { login: "ada" }, body: "/plan" };
    expect(await urgencyOf("issue_comment", { action: "created", comment, issue })).toEqual([
      "octo/api#3",
      true,
      `changed ${updated_at}`,
    ]);
    expect(await urgencyOf("issue_comment", { action: "edited", comment, issue })).toContain(false);
    const pulled = { number: 9, updated_at, pull_request: {}, body: pullMarker(3) };
    expect(await urgencyOf("issue_comment", { action: "created", comment, issue: pulled })).toEqual(
      ["octo/api#3", true],
    );
  });
});
