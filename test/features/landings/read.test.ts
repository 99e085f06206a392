import { expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { readLandings } from "../../../src/features/landings/read.js";
import type { KeptLandings } from "../../../src/model/metadata.js";
import { answerOf } from "../../support/contract/sample.js";
import { trusted } from "../../support/json.js";
import { nock, offline } from "../../support/offline.js";
import { SILENT } from "../../support/silent.js";

const github = new Octokit({ log: SILENT });
const home = { installationId: 7, owner: "octo", repo: "api" };
offline();

const shaOf = (number: number): string => number.toString(16).padStart(40, "0");

/**
 * A default branch of these messages, newest first, and pull request 9, merged as the commit at that
 * position. Other pull requests revert it, or another one.
 */
function serve(messages: readonly string[], mergedAt: number, reverted = 9): void {
  const answer = (uri: string, said: unknown) =>
    [200, trusted<nock.Body>(answerOf("GET", uri.replace(/\?.*/, ""), 200, said))] as const;
  nock("https://api.github.com")
    .persist()
    .get(/^\/repos\/octo\/api/)
    .reply((uri) => {
      const { pathname, searchParams } = new URL(uri, "https://api.github.com");
      if (pathname.includes("/compare/")) return answer(uri, { status: "behind" });
      if (pathname.endsWith("/pulls/9")) {
        const merged = { merged_at: "2026-11-20T10:00:00Z", merge_commit_sha: shaOf(mergedAt) };
        return answer(uri, { ...merged, base: { ref: "main" }, head: { sha: "e".repeat(40) } });
      }
      if (pathname.includes("/pulls/")) return answer(uri, { body: `Reverts #${reverted}` });
      const page = Number(searchParams.get("page") ?? 1);
      const commits = messages.map((message, at) => ({
        sha: shaOf(at),
        parents: [],
        commit: { message, tree: { sha: "f".repeat(40) } },
      }));
      return answer(uri, commits.slice((page - 1) * 100, page * 100));
    });
}

async function found(kept?: KeptLandings) {
  return readLandings(github, home, [{ ...home, number: 9 }], kept);
}

const words = (count: number): readonly string[] => Array<string>(count).fill("Work");

test("of what was merged longer ago than is read, nothing is said, now and later", async () => {
  serve([...words(999), "Old work"], 999);
  expect((await found()).landings).toEqual({ "#9": { at: "default" } });
  nock.cleanAll();
  serve([...words(1200), "Old work"], 1200);
  const first = await found();
  expect(first.landings).toEqual({});
  expect((await found(first.kept)).landings).toEqual({});
});

test("what was seen in time stays known, unless more has come since than is read", async () => {
  serve([...words(50), "Old work"], 50);
  const { kept } = await found();
  nock.cleanAll();
  serve([...words(10), ...words(1500)], 1600);
  const moved = { ...kept, tip: shaOf(10) } as KeptLandings;
  const known = { ...moved, pulls: { 9: { ...moved.pulls[9], sha: shaOf(1600) } } } as KeptLandings;
  expect((await found(known)).landings).toEqual({ "#9": { at: "default" } });
  expect((await found({ ...known, tip: shaOf(1400) })).landings).toEqual({});
});

test("more reverts that do not say what they revert than are asked for hide none", async () => {
  const decoys = Array.from({ length: 25 }, (_, index) => `Revert "This" (#${100 + index})`);
  // The one that reverts it comes first, so it is the last that would be asked.
  serve([...decoys, "The work"], 25);
  const { landings } = await found();
  expect(landings["#9"]?.at).not.toBe("default");
  nock.cleanAll();
  // What was merged after them is not put in question by them.
  serve(["The work", ...decoys], 0, 8);
  expect((await found()).landings).toEqual({ "#9": { at: "default" } });
});
