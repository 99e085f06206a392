import { describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { computeOnCopies } from "../../support/cloning-compute.js";
import { DEFAULT_CONFIG, COMMAND_NAMES } from "../../../src/config/schema.js";
import { mapEventToWorkItems } from "../../../src/events/map.js";
import { denialReason, type Asker } from "../../../src/features/commands/parse.js";
import { askerOf } from "../../../src/features/commands/rules.js";
import { replyBody } from "../../../src/features/commands/text.js";
import { createAnsweredComments } from "../../../src/features/commands/facts.js";
import { mayAsk, unansweredComments } from "../../../src/features/commands/read.js";
import type { Comment } from "../../../src/github/comments.js";
import { mayWrite } from "../../../src/github/repository.js";
import { issue } from "../../reconcile/snapshots.js";
import { scriptedGitHub } from "../../support/contract/nock.js";
import { offline } from "../../support/offline.js";
import { SILENT } from "../../support/silent.js";

const NOW = new Date("2026-11-21T10:05:00Z");
const ref = { installationId: 7, owner: "octo", repo: "api" };

function comment(fields: Partial<Comment> = {}): Comment {
  return {
    id: 1,
    nodeId: "IC_1",
    author: "mallory",
    isBot: false,
    body: "/plan done 1",
    createdAt: "2026-11-21T10:00:00Z",
    updatedAt: "2026-11-21T10:00:00Z",
    reactions: { eyes: 0, rocket: 0, confused: 0 },
    ...fields,
  };
}

describe("whose comments are followed", () => {
  test.each<[string, Partial<Comment>, boolean]>([
    ["a person's", {}, true],
    ["a deleted account's", { author: "ghost" }, false],
    ["another App's", { author: "helper[bot]" }, false],
    ["a machine account's", { author: "machine", isBot: true }, false],
    ["the App's own", { author: "plansmith[bot]", isBot: true }, false],
    ["one that is older than a week", { createdAt: "2026-11-01T10:00:00Z" }, false],
  ])("%s: %j", (_, fields, followed) => {
    expect(mayAsk(comment(fields), NOW)).toBe(followed);
  });
});

describe("a comment is answered by what the App itself put there", () => {
  offline();
  const BOT = "plansmith[bot]";

  /** What is still to be done for a comment; GitHub is asked for `reactions` if for anything. */
  async function waiting(
    counts: Partial<Comment["reactions"]>,
    reactions?: readonly (readonly [login: string, content: string])[],
    others: readonly Comment[] = [],
    answered = createAnsweredComments(),
  ) {
    if (reactions !== undefined) {
      scriptedGitHub("https://api.github.com")
        .get("/repos/octo/api/issues/comments/1/reactions?per_page=100")
        .reply(
          200,
          reactions.map(([login, content], id) => ({ id, user: { login }, content })),
        );
    }
    const asked = comment({ reactions: { eyes: 0, rocket: 0, confused: 0, ...counts } });
    const github = new Octokit({ log: SILENT });
    const context = { github, compute: computeOnCopies, bot: BOT, answered, now: () => NOW };
    const found = await unansweredComments(context, ref, [asked, ...others]);
    return found.map(({ taken, replied }) => ({ taken, replied }));
  }

  const reply = comment({ id: 2, author: BOT, isBot: true, body: replyBody(1, ["No."]) });

  test.each([
    ["nothing is there", {}, undefined, [{ taken: false, replied: false }]],
    ["eyes are missing", { rocket: 1, confused: 9 }, undefined, [{ taken: false, replied: false }]],
    [
      "strangers'",
      { eyes: 1, confused: 1 },
      [
        ["mallory", "eyes"],
        ["mallory", "confused"],
      ],
      [{ taken: false, replied: false }],
    ],
    [
      "the App's eyes, and a stranger's rocket",
      { eyes: 1, rocket: 1 },
      [
        [BOT, "eyes"],
        ["mallory", "rocket"],
      ],
      [{ taken: true, replied: false }],
    ],
    [
      "the App's",
      { eyes: 2, confused: 1 },
      [
        ["mallory", "eyes"],
        [BOT, "eyes"],
        [BOT, "confused"],
      ],
      [],
    ],
  ] as const)("%s", async (_, counts, reactions, expected) => {
    expect(await waiting(counts, reactions)).toEqual(expected);
  });

  test("its reply and something that ends it: nobody is asked whose that is", async () => {
    expect(await waiting({ eyes: 1, confused: 1 }, undefined, [reply])).toEqual([]);
  });

  test("its reply alone: the reaction that ends it is still to come", async () => {
    expect(await waiting({ eyes: 1 }, [[BOT, "eyes"]], [reply])).toEqual([
      { taken: true, replied: true },
    ]);
  });

  test("a reply that somebody else has copied is none", async () => {
    const copied = { ...reply, author: "mallory", isBot: false };
    expect(await waiting({ eyes: 1, confused: 1 }, [["mallory", "eyes"]], [copied])).toEqual([
      { taken: false, replied: false },
    ]);
  });

  test("what was answered once is not asked for again", async () => {
    const answered = createAnsweredComments();
    const done = [
      [BOT, "eyes"],
      [BOT, "rocket"],
    ] as const;
    await waiting({ eyes: 1, rocket: 1 }, done, [], answered);
    expect(await waiting({ eyes: 1, rocket: 1 }, undefined, [], answered)).toEqual([]);
  });

  test("a comment that is gone meanwhile waits for nothing", async () => {
    scriptedGitHub("https://api.github.com")
      .get("/repos/octo/api/issues/comments/1/reactions?per_page=100")
      .reply(404, { message: "Not Found" });
    expect(await waiting({ eyes: 1 })).toEqual([]);
  });
});

describe("who may", () => {
  const outsider: Asker = { participates: false, mayWrite: false };

  test("somebody from outside may ask for help, and nothing else", () => {
    const free = COMMAND_NAMES.filter(
      (name) => denialReason(name, outsider, DEFAULT_CONFIG.commands) === undefined,
    );
    expect(free).toEqual(["help"]);
  });

  test("author and assignees may do what changes nothing that others decided", () => {
    const of = issue({ author: "Ada", assignees: ["grace"] });
    for (const author of ["ada", "Grace"]) {
      const asker = askerOf({ issue: of }, { author, mayWrite: false });
      const free = COMMAND_NAMES.filter(
        (name) => denialReason(name, asker, DEFAULT_CONFIG.commands) === undefined,
      );
      expect(free.toSorted()).toEqual(["done", "help", "log", "refill"]);
    }
    expect(askerOf({ issue: of }, { author: "mallory", mayWrite: false })).toEqual(outsider);
  });
});

describe("write permission is asked of GitHub, for who wrote the comment", () => {
  offline();

  async function ask(status: number, body: object): Promise<boolean> {
    scriptedGitHub("https://api.github.com")
      .get("/repos/octo/api/collaborators/mallory/permission")
      .reply(status, body);
    return mayWrite(new Octokit({ log: SILENT }), ref, "mallory");
  }

  test.each([
    ["admin", true],
    ["write", true],
    ["read", false],
    ["none", false],
  ])("%s: %j", async (permission, may) => {
    expect(await ask(200, { permission, role_name: permission, user: null })).toBe(may);
  });

  test("an account that is gone may not", async () => {
    expect(await ask(404, { message: "Not Found" })).toBe(false);
  });
});

test("an event of a deleted or unknown sender names the issue all the same: who may is asked later", () => {
  const payload = {
    action: "created",
    installation: { id: 7 },
    repository: { name: "api", owner: { login: "octo" }, default_branch: "main" },
    issue: { number: 3, user: null },
    comment: { user: null, body: "/plan" },
    sender: null,
  };
  expect(mapEventToWorkItems({ name: "issue_comment", payload }, "plansmith[bot]")).toHaveLength(1);
});
