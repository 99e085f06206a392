import { chmodSync } from "node:fs";
import { delimiter } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "#jest";
import type { Io } from "../../src/cli/io.js";
import { runCli } from "../../src/cli/run.js";
import { GH_FIELDS } from "../../src/issue/gh.js";
import { USERS } from "../bot/scene.js";
import { freePort } from "../support/free-port.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { checkout, ioWith, type Checkout } from "./checkout.js";

const REST = {
  number: 42,
  title: "Export reports",
  body: "Accountants retype rows.\n\n## Tasks\n\n- [ ] Share the query\n- [ ] Write rows",
  state: "closed",
  state_reason: "not_planned",
  labels: [{ name: "template: exec-plan" }, { name: "priority: high" }],
  assignees: [{ login: "grace" }],
  user: { login: "renovate[bot]" },
  milestone: { title: "1.2", due_on: "2026-12-24T08:00:00Z" },
  html_url: "https://github.com/acme/reports/issues/42",
  created_at: "2026-11-01T10:00:00Z",
};

/** The same as `gh issue view --json` prints it. */
const GH = {
  assignees: [{ id: "U_1", login: "grace", name: "Grace" }],
  author: { id: "B_1", is_bot: true, login: "app/renovate", name: "" },
  body: REST.body,
  createdAt: "2026-11-01T10:00:00Z",
  labels: [
    { id: "L_1", name: "template: exec-plan", description: "", color: "ededed" },
    { id: "L_2", name: "priority: high", description: "", color: "ededed" },
  ],
  milestone: { number: 1, title: "1.2", description: "", dueOn: "2026-12-24T08:00:00Z" },
  number: 42,
  state: "CLOSED",
  stateReason: "NOT_PLANNED",
  title: "Export reports",
  url: "https://github.com/acme/reports/issues/42",
};

/** Runs `plansmith fill` with an issue on standard input, or with what `io` has. */
async function fill(issue: string, io: Partial<Io> = {}) {
  let [out, err] = ["", ""];
  const code = await runCli(["fill", "--issue", issue], {
    ...ioWith({ out: (text) => (out += text), err: (text) => (err += text) }),
    env: {},
    ghToken: () => undefined,
    ...io,
  });
  return { code, out, err };
}

const stdin = (json: unknown): Partial<Io> => ({
  stdin: () => Promise.resolve(new TextEncoder().encode(JSON.stringify(json))),
});

describe("an issue as gh issue view prints it", () => {
  test("fills the same plan as the one of the REST API", async () => {
    const plan = await fill("-", stdin(GH));
    expect(plan).toMatchObject({ code: 0, err: "" });
    expect(plan.out).toContain("Share the query");
    expect(plan).toEqual(await fill("-", stdin(REST)));
  });

  test("takes what it leaves empty", async () => {
    const empty = { ...GH, body: "", labels: [], assignees: [], milestone: null, stateReason: "" };
    expect(await fill("-", stdin({ ...empty, state: "OPEN" }))).toMatchObject({ code: 0, err: "" });
    expect(await fill("-", stdin({ ...GH, author: { login: "" } }))).toMatchObject({ code: 0 });
  });

  test("is refused where a field was not asked for, with the command that asks for all", async () => {
    const { title, url } = GH;
    const { code, out, err } = await fill("-", stdin({ number: 42, title, url }));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe(
      `plansmith: standard input lacks body, state, labels, assignees, author, milestone, createdAt. Ask for all that a plan is filled from: gh issue view 42 --json ${GH_FIELDS.join(",")}\n`,
    );
  });

  test("is refused where it is something else", async () => {
    for (const [json, reason] of [
      [[GH], "must be the object"],
      [{ ...GH, url: "here" }, "html_url: must be the issue's address"],
      [{ ...GH, labels: [1] }, "labels.0: must be a label's name"],
    ] as const) {
      expect(await fill("-", stdin(json))).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringContaining(reason),
      });
    }
  });
});

describe("an issue on GitHub", () => {
  let github: EmbeddedGitHub;
  let number = 0;
  const asked: string[] = [];

  beforeAll(async () => {
    github = await startGitHub({ users: USERS, private: true });
    number = await github.openIssue({ title: "Export reports", body: REST.body });
  });
  afterAll(() => github.close());
  afterEach(() => {
    asked.splice(0);
  });

  const at = (reference: number | string) => `${github.owner}/${github.repo}#${reference}`;
  const here = (env: Io["env"], more: Partial<Io> = {}): Partial<Io> => ({
    env: { GITHUB_API_URL: github.url, ...env },
    fetch: github.fetch,
    ...more,
  });

  test("fills its plan, with the token of the environment or of gh", async () => {
    const GITHUB_TOKEN = github.tokenOf("grace");
    const plan = await fill(at(number), here({ GITHUB_TOKEN }));
    expect(plan).toMatchObject({ code: 0, err: "" });
    expect(plan.out).toContain("Share the query");
    const ghToken = (host: string) => {
      asked.push(host);
      return GITHUB_TOKEN;
    };
    expect(await fill(at(number), here({}, { ghToken }))).toEqual(plan);
    expect(asked).toEqual([new URL(github.url).host]);
  });

  test("says why there is none", async () => {
    const GITHUB_TOKEN = github.tokenOf("grace");
    const pull = await openPull();
    for (const [reference, env, reason] of [
      [at(999), { GITHUB_TOKEN }, `${at(999)} is no issue`],
      [at(pull), { GITHUB_TOKEN }, `${at(pull)} is no issue`],
      ["acme/none#1", { GITHUB_TOKEN }, "GitHub does not show acme/none (404). Check the name"],
      [at(number), {}, "Set GITHUB_TOKEN to a token that may read"],
      [at(number), { GH_TOKEN: "wrong" }, "GitHub does not accept the token in GH_TOKEN"],
      [at(number), { GITHUB_API_URL: "github" }, "GITHUB_API_URL (github) is no address"],
      [`https://github.com/acme/reports/issues/7`, {}, "is named acme/reports#7"],
      ["acme/reports#0", {}, "acme/reports#0 does not exist"],
    ] as const) {
      const { code, out, err } = await fill(reference, here(env));
      expect({ code, out, err }).toEqual({
        code: 2,
        out: "",
        err: expect.stringContaining(reason),
      });
    }
  });

  async function openPull(): Promise<number> {
    await github.setFile("b.md", "b\n", { branch: "b" });
    const { owner, repo } = github;
    const { data } = await github
      .as("ada")
      .rest.pulls.create({ owner, repo, head: "b", base: "main", title: "B" });
    return data.number;
  }
});

describe("which GitHub is asked, and with which token", () => {
  const seen: string[] = [];
  const answer: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    const url = input instanceof Request ? input.url : String(input);
    seen.push(`${url} ${headers.get("authorization")}`);
    return Promise.resolve(new Response("{}", { status: 404 }));
  };
  const ghToken = (host: string) => `gh-of-${host.replaceAll(".", "-")}`;

  test.each([
    [{}, "https://api.github.com token gh-of-github-com"],
    [{ GH_TOKEN: "b" }, "https://api.github.com token b"],
    [{ GITHUB_TOKEN: "a", GH_TOKEN: "b" }, "https://api.github.com token a"],
    [{ GH_HOST: "acme.ghe.com", GH_TOKEN: "b" }, "https://api.acme.ghe.com token b"],
    [
      { GH_HOST: "git.acme.example" },
      "https://git.acme.example/api/v3 token gh-of-git-acme-example",
    ],
    [
      { GH_HOST: "git.acme.example", GITHUB_TOKEN: "a", GH_TOKEN: "b", GH_ENTERPRISE_TOKEN: "c" },
      "https://git.acme.example/api/v3 token c",
    ],
    // A token for github.com goes to no other server.
    [
      { GH_HOST: "git.acme.example", GITHUB_TOKEN: "a" },
      "https://git.acme.example/api/v3 token gh-of-git-acme-example",
    ],
    [
      {
        GITHUB_API_URL: "https://git.acme.example/api/v3/",
        GH_HOST: "x.example",
        GITHUB_TOKEN: "a",
      },
      "https://git.acme.example/api/v3 token a",
    ],
  ])("%j: %s", async (env, expected) => {
    seen.splice(0);
    await fill("acme/reports#1", { env, fetch: answer, ghToken });
    expect(seen.map((request) => request.replace("/repos/acme/reports ", " "))).toEqual([expected]);
  });

  test("one that does not answer is named", async () => {
    const GITHUB_API_URL = `http://127.0.0.1:${await freePort()}`;
    const { code, err } = await fill("acme/reports#1", { env: { GITHUB_API_URL } });
    expect({ code, err }).toEqual({
      code: 2,
      err: `plansmith: ${GITHUB_API_URL} does not answer\n`,
    });
  });

  test("a host that is none is refused before anything is asked", async () => {
    seen.splice(0);
    const { err } = await fill("acme/reports#1", {
      env: { GH_HOST: "evil.example/x?" },
      fetch: answer,
    });
    expect(err).toContain("GH_HOST (evil.example/x?) is no host");
    expect(seen).toEqual([]);
  });
});

describe("the token of gh", () => {
  let folder: Checkout;
  const before = process.env["PATH"];

  beforeAll(() => {
    folder = checkout({
      gh: '#!/bin/sh\n[ "$*" = "auth token --hostname github.com" ] && echo secret\n',
    });
    chmodSync(folder.path("gh"), 0o755);
  });
  afterEach(() => {
    process.env["PATH"] = before;
  });
  afterAll(() => folder.remove());

  test("is what its command prints, and none where it fails or is not there", () => {
    const { ghToken } = ioWith({});
    process.env["PATH"] = [folder.folder, before].join(delimiter);
    expect(ghToken?.("github.com")).toBe("secret");
    expect(ghToken?.("git.acme.example")).toBeUndefined();
    process.env["PATH"] = folder.path("none");
    expect(ghToken?.("github.com")).toBeUndefined();
  });
});
