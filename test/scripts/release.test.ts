import { readFileSync } from "node:fs";
import { describe, expect, test } from "#jest";
import {
  asReleased,
  changelogSection,
  releasedChangelog,
  releaseProblems,
  unpinnedActions,
  type ReleaseFacts,
} from "../../scripts/release/rules.js";

const CHANGELOG = `# Changelog

## Unreleased

### Added

- Something new.

## 1.1.0 - 2026-10-01

### Fixed

- A fault.

## 1.0.0 - 2026-09-01
`;

const SHA = "de0fac2e4500dabe0009e67214ff5f5447ce83dd";

const READY: ReleaseFacts = {
  version: "1.1.0",
  repository: "github:acme/plansmith",
  homepage: "https://github.com/acme/plansmith#readme",
  tag: "v1.1.0",
  changelog: CHANGELOG,
  changed: [],
  packed: [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "action.yml",
    "app.yml",
    "dist/action.js",
    "dist/cli.js",
    "dist/main.js",
    "dist/third-party-licences.txt",
    "docs/plansmith.schema.json",
    "package.json",
    "templates/issue-plan.md",
  ],
  programs: ["dist/cli.js", "dist/main.js", "dist/action.js"],
  documents: { "README.md": "uses: acme/plansmith@v1" },
  workflows: { "ci.yml": `      - uses: actions/checkout@${SHA} # v6.0.2\n      - uses: ./\n` },
  licences: [],
};

describe("what stands in the way of a release", () => {
  test("is nothing where all is ready, with a tag and before there is one", () => {
    expect(releaseProblems(READY)).toEqual([]);
    expect(releaseProblems({ ...READY, tag: undefined })).toEqual([]);
  });

  test.each<[what: string, change: Partial<ReleaseFacts>, problem: string]>([
    [
      "nobody publishes it yet",
      {
        repository: "github:OWNER/plansmith",
        homepage: "https://github.com/OWNER/plansmith#readme",
      },
      "package.json: OWNER is a placeholder; put who publishes into repository and homepage",
    ],
    [
      "the homepage is another repository's",
      { repository: "github:ada/plansmith" },
      "package.json: homepage is not https://github.com/ada/plansmith#readme",
    ],
    [
      "the tag is another version's",
      { tag: "v1.2.0" },
      "the tag is v1.2.0, the version in package.json 1.1.0: make both with npm version",
    ],
    [
      "the changelog says nothing",
      { version: "1.0.0", tag: undefined },
      "CHANGELOG.md has no section ## 1.0.0 that says something: npm version makes it",
    ],
    ["something is not committed", { changed: ["a.md", "b.md"] }, "not committed: a.md, b.md"],
    [
      "the action's bundle is missing",
      { packed: READY.packed.filter((path) => path !== "dist/action.js") },
      "dist/action.js is not in the package: see files in package.json",
    ],
    [
      "a secret is in the package",
      { packed: [...READY.packed, "docs/.env"] },
      "docs/.env is in the package: see files in package.json",
    ],
    [
      "a document names a major version that is not released",
      { documents: { "docs/action.md": "acme/plansmith@v2 acme/plansmith@v1 acme/plansmith@v2" } },
      "docs/action.md names v2, but what is released is v1.1.0",
    ],
    [
      "a document does not say who publishes",
      { documents: { "docs/action.md": "uses: OWNER/plansmith@v1" } },
      "docs/action.md says OWNER/plansmith: npm version puts the repository there",
    ],
    [
      "a workflow uses another version",
      { workflows: { "a.yml": `x: acme/plansmith@v1.0.0\n${READY.workflows["ci.yml"]}` } },
      "a.yml names v1.0.0, but what is released is v1.1.0",
    ],
    [
      "an action can change under a release",
      { workflows: { "ci.yml": "  - uses: actions/checkout@v6" } },
      "ci.yml: actions/checkout@v6 is not pinned by a full commit SHA with the version behind it",
    ],
    ["a licence does not fit", { licences: ["a 1.0 has no licence"] }, "a 1.0 has no licence"],
  ])("where %s", (_what, change, problem) => {
    expect(releaseProblems({ ...READY, ...change })).toEqual([problem]);
  });
});

describe("actions", () => {
  test.each([
    [`- uses: a/b@${SHA} # v1.2.3`, []],
    [`  uses: a/b/.github/workflows/c.yml@${SHA} # v1.2.3`, []],
    [`- uses: a/b@${SHA}`, [`a/b@${SHA}`]],
    [`- uses: a/b@${SHA.slice(0, 7)} # v1.2.3`, [`a/b@${SHA.slice(0, 7)}`]],
    ["- uses: a/b@main # v1.2.3", ["a/b@main"]],
    ["- uses: ./.github/actions/x", []],
    ["- uses: acme/plansmith@v1.2.3", []],
  ])("%s", (line, unpinned) => {
    expect(unpinnedActions(line, "acme/plansmith")).toEqual(unpinned);
  });

  test.each(["ci", "docs", "plansmith", "release"])("of %s.yml are pinned", (name) => {
    const text = readFileSync(`.github/workflows/${name}.yml`, "utf8");
    expect(text).toContain("uses: ");
    expect(unpinnedActions(text, "OWNER/plansmith")).toEqual([]);
  });
});

test("a new version is named wherever an exact one was, and who publishes it", () => {
  const text = `- uses: OWNER/plansmith@v1.1.0
- uses: acme/plansmith@v1
$schema=https://raw.example/acme/plansmith/v1.1.0/docs/plansmith.schema.json
https://github.com/acme/plansmith/blob/v1.1.0-rc.1/docs/action.md
acme/reports@v1.1.0`;
  expect(asReleased(text, "1.2.0", "acme/plansmith")).toBe(`- uses: acme/plansmith@v1.2.0
- uses: acme/plansmith@v1
$schema=https://raw.example/acme/plansmith/v1.2.0/docs/plansmith.schema.json
https://github.com/acme/plansmith/blob/v1.2.0/docs/action.md
acme/reports@v1.1.0`);
});

describe("the changelog", () => {
  test("has a section for each version", () => {
    expect(changelogSection(CHANGELOG, "1.1.0")).toBe("### Fixed\n\n- A fault.");
    expect(changelogSection(CHANGELOG, "1.0.0")).toBeUndefined();
    expect(changelogSection(CHANGELOG, "1.1")).toBeUndefined();
  });

  test("has what was unreleased under the new version, and room for what comes next", () => {
    const text = releasedChangelog(CHANGELOG, "1.2.0", "2026-11-29");
    expect(text).toContain("## Unreleased\n\n## 1.2.0 - 2026-11-29\n\n### Added\n");
    expect(changelogSection(text, "1.2.0")).toBe(changelogSection(CHANGELOG, "Unreleased"));
    expect(changelogSection(text, "Unreleased")).toBeUndefined();
    expect(() => releasedChangelog(text, "1.3.0", "2026-11-30")).toThrow("says nothing");
  });
});
