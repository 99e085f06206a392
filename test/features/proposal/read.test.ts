import { expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { findObstacle } from "../../../src/features/proposal/read.js";
import type { PathAt } from "../../../src/github/settings.js";
import { answerOf } from "../../support/contract/sample.js";
import { trusted } from "../../support/json.js";
import { nock, offline } from "../../support/offline.js";
import { SILENT } from "../../support/silent.js";

const ref = { installationId: 7, owner: "octo", repo: "api" };
type Entries = readonly (readonly [name: string, type: string])[];

offline();

/** A repository in which folders list what they hold, and the rest is what it is said to be. */
function repository(tree: Readonly<Record<string, Entries | string>>): void {
  nock("https://api.github.com")
    .persist()
    .get(/^\/repos\/octo\/api\/contents\//)
    .reply((uri) => {
      const there = tree[decodeURIComponent(uri.split("/contents/")[1] ?? "").split("?")[0] ?? ""];
      if (there === undefined) return [404, { message: "Not Found" }];
      const said =
        typeof there === "string" ? { type: there } : there.map(([name, type]) => ({ name, type }));
      return [200, trusted<nock.Body>(answerOf("GET", uri, 200, said))];
    });
}

const DEEP = "docs/exec-plans/active/{number}-{slug}.md";

test.each<[string, string, Readonly<Record<string, Entries | string>>, unknown]>([
  ["an empty repository", "plans/{number}-{slug}.md", {}, undefined],
  ["a folder with plans", "plans/{number}-{slug}.md", { plans: [["3-a.md", "file"]] }, undefined],
  [
    "a folder that is a symbolic link",
    "plans/{number}-{slug}.md",
    { plans: "symlink" },
    { path: "plans", type: "symlink" },
  ],
  [
    "a folder that is a submodule",
    "plans/{number}-{slug}.md",
    { plans: "submodule" },
    { path: "plans", type: "submodule" },
  ],
  [
    "a folder that is a file",
    "plans/{number}-{slug}.md",
    { plans: "file" },
    { path: "plans", type: "file" },
  ],
  [
    "a symbolic link in the plan's place",
    "plans/{number}-{slug}.md",
    { plans: [["3-old-title.md", "symlink"]] },
    { path: "plans/3-old-title.md", type: "symlink" },
  ],
  [
    "another issue's symbolic link",
    "plans/{number}-{slug}.md",
    { plans: [["33-x.md", "symlink"]] },
    undefined,
  ],
  [
    "a symbolic link far above",
    DEEP,
    { docs: [["exec-plans", "symlink"]] },
    { path: "docs/exec-plans", type: "symlink" },
  ],
  ["a folder above alone", DEEP, { docs: [["readme.md", "file"]] }, undefined],
  ["a folder whose name is not known yet", "docs/{slug}/{number}.md", { docs: [] }, undefined],
])("%s", async (_, pattern, tree, expected) => {
  repository(tree);
  const github = new Octokit({
    log: SILENT,
  });
  const plan = { pattern, number: 3, at: undefined, listed: undefined };
  expect(await findObstacle(github, ref, plan)).toEqual(expected);
});

test.each<[string, string, PathAt["found"], unknown]>([
  ["a folder with plans", "c", { type: "dir", entries: [] }, undefined],
  [
    "a symbolic link",
    "c",
    { type: "symlink" },
    { path: "docs/exec-plans/active", type: "symlink" },
  ],
  // What lies above it is looked at.
  ["nothing", "c", undefined, { path: "docs/exec-plans", type: "file" }],
  [
    "a folder at another commit",
    "d",
    { type: "dir", entries: [] },
    { path: "docs/exec-plans", type: "file" },
  ],
])("where the folder was read: %s", async (_, commit, found, expected) => {
  repository({ "docs/exec-plans": "file" });
  const listed = { commit, path: "docs/exec-plans/active", found };
  const plan = { pattern: DEEP, number: 3, at: "c", listed };
  expect(await findObstacle(new Octokit({ log: SILENT }), ref, plan)).toEqual(expected);
});
