import { expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { computeOnCopies } from "../../support/cloning-compute.js";
import { resolveConfig } from "../../../src/config/read-config.js";
import { createInMemoryReferrers } from "../../../src/features/referrers/index.js";
import { createDriftCache } from "../../../src/features/drift/cache.js";
import { readDrift } from "../../../src/features/drift/read.js";
import { updateMarker } from "../../../src/model/markers.js";
import { planMarker, blobSha, renderingTrailer } from "../../../src/plan/identity.js";
import { loadTemplate } from "../../../src/plan/template/template.js";
import { approvedWorld, plan, pull, reference } from "../../reconcile/snapshots.js";
import { answerOf } from "../../support/contract/sample.js";
import { trusted } from "../../support/json.js";
import { nock, offline } from "../../support/offline.js";
import { SILENT } from "../../support/silent.js";

const AT = "2026-11-20T10:05:00.000Z";
const BOT = "plansmith[bot]";
const github = new Octokit({ log: SILENT });

offline();

/** Pull requests of the App's own in octo/api, by number, and what was filled in on each of them. */
function serve(pulls: Readonly<Record<number, string>>): void {
  const known = Object.entries(pulls).map(([number, text]) => ({
    number: Number(number),
    sha: number.repeat(40),
    text,
  }));
  const answers: Readonly<Record<string, unknown>> = {
    "": { default_branch: "main" },
    ...Object.fromEntries(
      known.flatMap(({ number, sha, text }) => {
        const head = { ref: "plan/x", sha, repo: { full_name: "octo/api" } };
        const message = `Fill\n\n${renderingTrailer(3, text, AT)}`;
        const content = Buffer.from(text).toString("base64");
        return [
          [`/pulls/${number}`, { number, user: { login: BOT }, head }],
          [`/commits?sha=${sha}`, [{ sha, commit: { message } }]],
          [`/git/blobs/${blobSha(text)}`, { content, encoding: "base64" }],
        ];
      }),
    ),
  };
  nock("https://api.github.com")
    .persist()
    .get(/^\/repos\/octo\/api/)
    .reply((uri) => {
      const said = answers[uri.replace("/repos/octo/api", "").replace(/&.*$/, "")];
      if (said === undefined) return [404, { message: "Not Found" }];
      return [200, trusted<nock.Body>(answerOf("GET", uri, 200, said))];
    });
}

test("the plan was filled last by the newest change of this repository, whatever others' pull requests say", async () => {
  serve({ 4: "As opened", 6: "As changed", 8: "As opened" });
  const text = `# Plan\n\n${planMarker("short", 3)}\n`;
  const approved = approvedWorld({ pulls: [pull({ state: "merged" })], plan: { ...plan(), text } });
  const body = `For octo/api#3\n\n${updateMarker(3)}`;
  const drift = await readDrift(github, approved, {
    driftCache: createDriftCache(),
    compute: computeOnCopies,
    referrers: createInMemoryReferrers(Date.now),
    bot: BOT,
    builtin: new Map([["short", loadTemplate("---\nname: short\n---\n# {{title}}\n", "short")]]),
    counts: { subIssues: 0, blockedBy: 0, everBlockedBy: 0 },
    configuration: { ...resolveConfig([]), hasTemplates: false, templatesSha: undefined },
    references: [
      reference({ number: 6, author: BOT, body }),
      // The App's pull request for issue 3 of that repository; number 8 of this one is something else.
      reference({ repo: "web", number: 8, author: BOT, body, public: true }),
    ],
  });
  expect(drift).toMatchObject({ kind: "comparable", last: { text: "As changed" } });
});
