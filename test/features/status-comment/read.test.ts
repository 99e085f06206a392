import { beforeEach, describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { computeOnCopies } from "../../support/cloning-compute.js";
import type { Snapshot } from "../../../src/features/snapshot.js";
import { assertCommentUnchanged } from "../../../src/features/status-comment/read.js";
import { RetryError } from "../../../src/model/errors.js";
import { world } from "../../reconcile/snapshots.js";

const BOX = "- [ ] One <!-- plansmith:box tick-1 -->";
const TICKED = BOX.replace("[ ]", "[x]");
const update = { type: "update-comment", id: 1, body: "New" } as const;

let requests = 0;
let body = BOX;
const github = new Octokit();
github.hook.wrap("request", async () => {
  requests += 1;
  return { status: 200, url: "", headers: {}, data: { body } };
});
const context = { github, compute: computeOnCopies, attempt: 1 };

beforeEach(() => {
  [requests, body] = [0, BOX];
});

function seen(text = BOX): Snapshot {
  return world({ comments: [{ id: 1, body: text }] });
}

describe("the status comment before it is written", () => {
  test("is read again, and left alone for now where somebody has ticked a box", async () => {
    await assertCommentUnchanged(context, seen(), update);
    expect(requests).toBe(1);
    body = TICKED;
    await expect(assertCommentUnchanged(context, seen(), update)).rejects.toThrow(RetryError);
    await assertCommentUnchanged(context, seen(TICKED), update);
  });

  test("is written in the end, however long people go on ticking", async () => {
    body = TICKED;
    await assertCommentUnchanged({ ...context, attempt: 5 }, seen(), update);
  });

  test("is not read where something else is written, or it has no boxes", async () => {
    await assertCommentUnchanged(context, seen(), { type: "remove-label", name: "x" });
    await assertCommentUnchanged(context, seen("Plan"), update);
    expect(requests).toBe(0);
  });
});
