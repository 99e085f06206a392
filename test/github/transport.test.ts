import { describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import {
  conditionally,
  createKnownAnswers,
  withWriteGuard,
  dedupeReads,
  rejectTruncatedJson,
  PASSING_REFUSAL_DELAYS_MS,
  repeatPassingRefusals,
  wrapTransport,
} from "../../src/github/http/transport.js";
import { SILENT } from "../support/silent.js";

/** A server with one thing that changes; it remembers how it was asked. */
function server(): {
  readonly send: typeof fetch;
  readonly asked: string[];
  title: string;
} {
  const own = {
    title: "first",
    asked: [] as string[],
    send(_input: string | URL | Request, init?: RequestInit): Promise<Response> {
      const etag = `"${own.title}"`;
      const seen = new Headers(init?.headers).get("if-none-match");
      own.asked.push(`${init?.method ?? "GET"} ${seen ?? "-"}`);
      const headers = { etag, "content-type": "application/json", "x-ratelimit-remaining": "9" };
      if (seen === etag) return Promise.resolve(new Response(null, { status: 304, headers }));
      return Promise.resolve(new Response(JSON.stringify({ title: own.title }), { headers }));
    },
  };
  return own;
}

function client(send: typeof fetch): Octokit {
  const github = new Octokit({ log: SILENT });
  wrapTransport(github, () => send);
  return github;
}

const ISSUE = { owner: "acme", repo: "rocket", issue_number: 1 };

describe("conditional requests", () => {
  test("what has not changed is asked for and not sent again", async () => {
    const there = server();
    const github = client(conditionally(there.send, createKnownAnswers(), "7"));
    const titles: string[] = [];
    for (const title of ["first", "first", "second", "second"]) {
      there.title = title;
      const { data, status } = await github.rest.issues.get(ISSUE);
      titles.push(`${status} ${data.title}`);
    }
    expect(titles).toEqual(["200 first", "200 first", "200 second", "200 second"]);
    expect(there.asked).toEqual(["GET -", 'GET "first"', 'GET "first"', 'GET "second"']);
  });

  test("what one installation was shown is not shown to another", async () => {
    const there = server();
    const known = createKnownAnswers();
    await client(conditionally(there.send, known, "7")).rest.issues.get(ISSUE);
    await client(conditionally(there.send, known, "8")).rest.issues.get(ISSUE);
    expect(there.asked).toEqual(["GET -", "GET -"]);
  });

  test.each([
    `/git/trees/${"a".repeat(40)}?recursive=1`,
    `/git/blobs/${"a".repeat(40)}`,
    `/contents/plans%2F1-add.md?ref=${"a".repeat(40)}`,
    "/labels/plan%3A%20done",
  ])("what cannot have changed is not asked for again: %s", async (path) => {
    const there = server();
    const send = conditionally(there.send, createKnownAnswers(), "7");
    const address = `https://api.github.com/repos/acme/rocket${path}`;
    const first = await send(address);
    expect(await (await send(address)).text()).toBe(await first.text());
    expect(there.asked).toEqual(["GET -"]);
  });

  test.each(["/git/trees/HEAD", "/contents/a.md", "/contents/a.md?ref=main", "/issues/1/labels"])(
    "what can change is: %s",
    async (path) => {
      const there = server();
      const send = conditionally(there.send, createKnownAnswers(), "7");
      const address = `https://api.github.com/repos/acme/rocket${path}`;
      await send(address);
      await send(address);
      expect(there.asked).toEqual(["GET -", 'GET "first"']);
    },
  );

  test("nothing is remembered of writes, of errors, and of what has no tag", async () => {
    const asked: (string | null)[] = [];
    const send: typeof fetch = (_input, init) => {
      asked.push(new Headers(init?.headers).get("if-none-match"));
      const status = asked.length === 1 ? 404 : 200;
      const headers = {
        "content-type": "application/json",
        ...(status === 404 ? { etag: '"e"' } : {}),
      };
      return Promise.resolve(new Response("{}", { status, headers }));
    };
    const github = client(conditionally(send, createKnownAnswers(), "7"));
    await github.rest.issues.get(ISSUE).catch(() => undefined);
    await github.rest.issues.get(ISSUE);
    await github.rest.issues.get(ISSUE);
    await github.rest.issues.update({ ...ISSUE, title: "new" });
    expect(asked).toEqual([null, null, null, null]);
  });
});

describe("one run", () => {
  test("reads a thing once, until it writes", async () => {
    const there = server();
    const github = client(dedupeReads(there.send, new Map()));
    const [first, second] = await Promise.all([
      github.rest.issues.get(ISSUE),
      github.rest.issues.get(ISSUE),
    ]);
    there.title = "second";
    const third = await github.rest.issues.get(ISSUE);
    expect([first, second, third].map(({ data }) => data.title)).toEqual(Array(3).fill("first"));
    await github.rest.issues.update({ ...ISSUE, title: "second" });
    expect((await github.rest.issues.get(ISSUE)).data.title).toBe("second");
    expect(there.asked).toEqual(["GET -", "PATCH -", "GET -"]);
  });

  test("asks again after an error", async () => {
    let asked = 0;
    const send: typeof fetch = () => {
      asked += 1;
      if (asked === 1) return Promise.reject(new Error("reset"));
      return Promise.resolve(new Response("{}", { status: asked === 2 ? 502 : 200 }));
    };
    const once = dedupeReads(send, new Map());
    await expect(once("https://api.github.com/a")).rejects.toThrow("reset");
    expect((await once("https://api.github.com/a")).status).toBe(502);
    expect((await once("https://api.github.com/a")).status).toBe(200);
    expect((await once("https://api.github.com/a")).status).toBe(200);
    expect(asked).toBe(3);
  });
});

describe("an answer that was cut off", () => {
  test("is an error, not half a text", async () => {
    const headers = { "content-type": "application/json; charset=utf-8" };
    const send: typeof fetch = () => Promise.resolve(new Response('{"title":"fi', { headers }));
    await expect(client(rejectTruncatedJson(send)).rest.issues.get(ISSUE)).rejects.toThrow(/JSON/);
  });
});

describe("a run that is not the one of its issue any more", () => {
  test("reads, and writes nothing", async () => {
    const there = server();
    const lost = (): Promise<void> => Promise.reject(new Error("lost"));
    const github = client(withWriteGuard(there.send, lost));
    await github.rest.issues.get(ISSUE);
    await expect(github.rest.issues.update({ ...ISSUE, title: "new" })).rejects.toThrow("lost");
    await expect(github.rest.issues.removeLabel({ ...ISSUE, name: "x" })).rejects.toThrow("lost");
    expect(there.asked).toEqual(["GET -"]);
  });
});

describe("a write that GitHub refuses because it does not know yet what was made a moment ago", () => {
  const NOT_YET = "No commits between main and plan/issue-1";

  /** Opens a pull request where GitHub refuses the first `times` tries with `message`. */
  async function opened(times: number, message: string) {
    const waits: number[] = [];
    let tries = 0;
    const github = client(() => {
      tries += 1;
      const isRefused = tries <= times;
      const said = isRefused ? { message: "Validation Failed", errors: [{ message }] } : {};
      const headers = { "content-type": "application/json" };
      const status = isRefused ? 422 : 201;
      return Promise.resolve(new Response(JSON.stringify(said), { status, headers }));
    });
    repeatPassingRefusals(github, PASSING_REFUSAL_DELAYS_MS, (ms) => {
      waits.push(ms);
      return Promise.resolve();
    });
    const pull = {
      owner: "acme",
      repo: "rocket",
      title: "Plan",
      head: "plan/issue-1",
      base: "main",
    };
    const status = await github.rest.pulls.create(pull).then(
      (answer) => answer.status,
      (error: { readonly status: number }) => error.status,
    );
    return { status, waits, tries };
  }

  test.each([
    NOT_YET,
    "Could not resolve to a node with the global id of 'PR_x'",
    "Issue not found",
  ])("is repeated after 2 and 5 s: %s", async (message) => {
    expect(await opened(2, message)).toEqual({ status: 201, waits: [2000, 5000], tries: 3 });
  });

  test("is refused after that", async () => {
    expect(await opened(3, NOT_YET)).toEqual({ status: 422, waits: [2000, 5000], tries: 3 });
  });

  test.each([
    "A pull request already exists for acme:plan/issue-1.",
    // A team that the App may not see now, it may not see in a moment either.
    "Could not resolve to a node with the global id of 'T_kwDOAQ'.",
    "Could not resolve to a node with the global id of 'MDQ6VGVhbTI0MQ=='.",
  ])("and another refusal is one at once: %s", async (message) => {
    expect(await opened(1, message)).toEqual({ status: 422, waits: [], tries: 1 });
  });
});
