import { beforeEach, describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import type { Snapshot } from "../../../src/features/snapshot.js";
import { assertCommentUnchanged, readLast } from "../../../src/features/status-comment/write.js";
import { RetryError } from "../../../src/model/errors.js";
import { world } from "../../reconcile/snapshots.js";

const BOX = "- [ ] One <!-- plansmith:box tick-1 -->";
const TICKED = BOX.replace("[ ]", "[x]");
const update = { type: "update-comment", id: 1, body: "New" } as const;

let sent = 0;
let time = 0;
let says = BOX;
const github = new Octokit();
github.hook.wrap("request", async () => {
  sent += 1;
  return { status: 200, url: "", headers: {}, data: { body: says } };
});
const context = { github, attempt: 1, sent: () => sent, now: () => new Date(time) };

beforeEach(() => {
  [sent, time, says] = [0, 1_000_000_000_000, BOX];
});

function seen(body = BOX): Snapshot {
  return world({ comments: [{ id: 1, body }] });
}

/** Reads something with so many requests. */
function reading(requests: number): () => Promise<void> {
  return async () => {
    await Promise.resolve();
    sent += requests;
  };
}

describe("the status comment before it is written", () => {
  test("is read again, and left alone for now where somebody has ticked a box", async () => {
    await assertCommentUnchanged(context, seen(), update, undefined);
    expect(sent).toBe(1);
    says = TICKED;
    const looked = assertCommentUnchanged(context, seen(), update, undefined);
    await expect(looked).rejects.toThrow(RetryError);
    await assertCommentUnchanged(context, seen(TICKED), update, undefined);
  });

  test("is not read again where that was the last that the run did", async () => {
    const { lastRead } = await readLast(context, reading(1));
    time += 1000;
    await assertCommentUnchanged(context, seen(), update, lastRead);
    expect(sent).toBe(1);
  });

  test.each([
    ["something was read or written since", 1, 1, 0],
    ["it was read with something else", 2, 0, 0],
    ["what was known was good enough", 0, 0, 0],
    ["a while has passed", 1, 0, 1001],
  ])("is read again where %s", async (_, requests, since, later) => {
    const { lastRead } = await readLast(context, reading(requests));
    sent += since;
    time += later;
    says = TICKED;
    await expect(assertCommentUnchanged(context, seen(), update, lastRead)).rejects.toThrow(
      RetryError,
    );
  });

  test("is read again where nobody counts", async () => {
    const uncounted = { ...context, sent: undefined };
    const { lastRead } = await readLast(uncounted, reading(1));
    await assertCommentUnchanged(uncounted, seen(), update, lastRead);
    expect(sent).toBe(2);
  });

  test("is not read where something else is written, or it has no boxes", async () => {
    await assertCommentUnchanged(context, seen(), { type: "remove-label", name: "x" }, undefined);
    await assertCommentUnchanged(context, seen("Plan"), update, undefined);
    expect(sent).toBe(0);
  });
});
