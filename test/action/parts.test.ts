import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "#jest";
import fc from "fast-check";
import { parse } from "yaml";
import {
  InputError,
  readInputs,
  ownPullEvent,
  requestedItems,
  webhookOf,
} from "../../src/action/inputs.js";
import { outcomeReport, describeWrite, writtenBranch } from "../../src/action/report.js";
import { mapEventToWorkItems } from "../../src/events/map.js";
import { parseMarkdown } from "../../src/markdown/parse.js";
import { issueRef, repositoryItem, workKey } from "../../src/model/refs.js";
import { annotation } from "../../src/cli/reports.js";
import { mentionsIn, shape } from "../features/hostile-shape.js";
import { isSameKey, privateKeyForms } from "../environment/private-key-forms.js";
import { contractTable } from "../support/contract/page.js";
import { hostileText } from "../support/hostile.js";
import { runs } from "../support/runs.js";

const folder = mkdtempSync(join(tmpdir(), "plansmith-inputs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const RUNNER = { GITHUB_REPOSITORY: "acme/garden", GITHUB_EVENT_NAME: "issues", INPUT_TOKEN: "t" };
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const REPOSITORY = { installationId: 0, owner: "acme", repo: "garden" };

describe("the inputs of the action", () => {
  test("are what the runner sets, with the defaults of action.yml", () => {
    const event = join(folder, "event.json");
    writeFileSync(event, '{"action":"opened"}');
    expect(readInputs({ ...RUNNER, GITHUB_EVENT_PATH: event, INPUT_ISSUE: " 42 " })).toMatchObject({
      mode: "plan",
      issue: 42,
      failOn: "error",
      credentials: { token: "t" },
      repository: { owner: "acme", repo: "garden" },
      event: "issues",
      payload: { action: "opened" },
      apiUrl: "https://api.github.com",
      writeSpacingMs: 1000,
    });
    const { inputs } = parse(readFileSync("action.yml", "utf8")) as {
      readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
    };
    expect([inputs["mode"]?.default, inputs["fail-on"]?.default]).toEqual(["plan", "error"]);
  });

  test.each(privateKeyForms(privateKey))("take a private key %s", (_, key) => {
    const { credentials } = readInputs({
      ...RUNNER,
      "INPUT_APP-ID": "12",
      "INPUT_PRIVATE-KEY": key,
    });
    if (!("privateKey" in credentials)) throw new Error("the App was not taken");
    expect([credentials.appId, isSameKey(credentials.privateKey, privateKey)]).toEqual([12, true]);
  });

  test.each([
    [{ INPUT_MODE: "chekc" }, "The input mode is none of plan, check."],
    [{ INPUT_ISSUE: "forty" }, "The input issue is no number"],
    [{ "INPUT_FAIL-ON": "all" }, "The input fail-on is none of error, warning, never."],
    [{ INPUT_TOKEN: "" }, "There is no token."],
    [{ "INPUT_APP-ID": "me", "INPUT_PRIVATE-KEY": "k" }, "The input app-id is no App id."],
    [{ "INPUT_APP-ID": "12" }, "The input private-key is missing"],
    [{ "INPUT_PRIVATE-KEY": "k" }, "The input app-id is missing"],
    [
      { "INPUT_APP-ID": "12", "INPUT_PRIVATE-KEY": "hunter2" },
      "private-key holds no private key: use the .pem file",
    ],
    [
      { "INPUT_APP-ID": "12", "INPUT_PRIVATE-KEY": "/run/secrets/hunter2.pem" },
      "private-key is a path.",
    ],
    [{ GITHUB_REPOSITORY: "" }, "GITHUB_REPOSITORY is not set"],
    [{ GITHUB_EVENT_PATH: "/none" }, "GITHUB_EVENT_PATH names no file"],
  ])("%j is refused, and no secret is shown", (env, words) => {
    const read = (): unknown => readInputs({ ...RUNNER, ...env });
    expect(read).toThrow(InputError);
    expect(read).toThrow(words);
    expect(read).not.toThrow("hunter2");
  });
});

describe("what a run looks at", () => {
  const asked = (event: string, issue?: number) =>
    requestedItems({ issue, event, repository: { owner: "acme", repo: "garden" } })?.map(workKey);

  test("the schedule and a start by hand mean all plans, an input means one issue", () => {
    expect(asked("schedule")).toEqual(["acme/garden", "acme/garden!dashboard"]);
    expect(asked("workflow_dispatch")).toEqual(asked("schedule"));
    expect(asked("workflow_dispatch", 7)).toEqual(["acme/garden#7"]);
    expect(asked("issues")).toBeUndefined();
  });

  test("the events of workflows name what the webhooks name", () => {
    const repository = { name: "garden", owner: { login: "acme" } };
    const head = { ref: "plan/issue-7", repo: { full_name: "acme/garden" } };
    const payload = { action: "closed", repository, pull_request: { number: 9, head } };
    const items = mapEventToWorkItems(
      webhookOf({ event: "pull_request_target", payload }),
      undefined,
    );
    expect(items.map(workKey)).toContain("acme/garden#7");
    for (const odd of [undefined, null, "text", []]) {
      expect(mapEventToWorkItems(webhookOf({ event: "issues", payload: odd }), undefined)).toEqual(
        [],
      );
    }
  });

  test("its own pull requests are checked; that of a new plan is checked with its issue", () => {
    const where = { repository: { owner: "acme", repo: "garden" }, bot: "github-actions[bot]" };
    const named = (ref: string) =>
      mapEventToWorkItems(ownPullEvent("opened", { number: 9, head: { ref } }, where), where.bot);
    expect(named("plan/issue-7-close-out").map(workKey)).toEqual(["acme/garden!9"]);
    expect(named("plan/issue-7")).toEqual([]);
  });
});

describe("what a run has written", () => {
  test("every write that Plansmith makes has words, or is part of one that has", () => {
    const writes = contractTable("Endpoints")
      .map(([endpoint = ""]) => endpoint.split(" "))
      .filter(([method, path]) => method !== "GET" && path?.startsWith("/repos/{owner}/{repo}/"));
    expect(writes.length).toBeGreaterThan(20);
    const silent = writes.filter(([method = "", path = ""]) => {
      const filled = path.replaceAll(/\{\w*(?:number|_id)\}/g, "7").replaceAll(/\{\w+\}/g, "x");
      return describeWrite({ method, path: filled, body: {}, number: 7 }) === undefined;
    });
    expect(new Set(silent.map(([, path]) => path?.split("/").at(-1)))).toEqual(
      new Set(["blobs", "commits", "trees"]),
    );
  });

  test("a branch is told from what moves it", () => {
    const base = "/api/v3/repos/acme/garden";
    const moved = {
      method: "PATCH",
      path: `${base}/git/refs/heads%2Fplan%2Fissue-7-update`,
      body: {},
    };
    expect(writtenBranch(moved)).toBe("plan/issue-7-update");
    expect(describeWrite(moved)).toBe("committed to `plan/issue-7-update`");
    const file = { method: "PUT", path: `${base}/contents/plans/7.md`, body: { branch: "p" } };
    expect(writtenBranch(file)).toBe("p");
    expect(writtenBranch({ method: "POST", path: `${base}/git/refs`, body: {} })).toBeUndefined();
  });
});

describe("what a run tells", () => {
  const item = issueRef(REPOSITORY, 7);
  const nothing = { looked: [], writes: [], failures: [], later: [] };

  test("nothing to do is no failure, and something left to a later run is a warning", () => {
    expect(outcomeReport(nothing)).toMatchObject({ failed: false, annotations: "" });
    expect(outcomeReport(nothing).summary).toContain("Nothing to look at.");
    expect(outcomeReport({ ...nothing, looked: [item] }).summary).toContain("up to date");
    const later = [{ item: repositoryItem(REPOSITORY), reason: "few requests are left" }];
    expect(outcomeReport({ ...nothing, later })).toMatchObject({
      failed: false,
      annotations:
        "::warning title=Plansmith::all plans is left to a later run: few requests are left.\n",
    });
  });

  test("no words of a reason become a command of the runner, or Markdown", () => {
    const word = outcomeReport({ ...nothing, failures: [{ item, reason: "word" }] });
    const harmless = shape(parseMarkdown(word.summary));
    fc.assert(
      fc.property(hostileText, (reason) => {
        const told = outcomeReport({ ...nothing, failures: [{ item, reason }] });
        expect(told.failed).toBe(true);
        expect(told.annotations.split("\n")).toHaveLength(2);
        expect(told.annotations.startsWith("::error title=Plansmith::#7: ")).toBe(true);
        const tree = parseMarkdown(told.summary);
        expect(shape(tree)).toBe(harmless);
        expect(mentionsIn(tree)).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });

  test("properties of an annotation stay in their places", () => {
    expect(
      annotation("error", { file: "a,b:c.md", line: 3, title: undefined }, "100 %\nof it"),
    ).toBe("::error file=a%2Cb%3Ac.md,line=3::100 %25%0Aof it\n");
  });
});
