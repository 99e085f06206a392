import { beforeEach, describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { RetryError } from "../../src/errors.js";
import { lookOnceMore, readLast } from "../../src/reconcile/look-once-more.js";
import type { World } from "../../src/reconcile/world.js";
import { world } from "./worlds.js";

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

function seen(body = BOX): World {
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
    await lookOnceMore(context, seen(), update, undefined);
    expect(sent).toBe(1);
    says = TICKED;
    const looked = lookOnceMore(context, seen(), update, undefined);
    await expect(looked).rejects.toThrow(RetryError);
    await lookOnceMore(context, seen(TICKED), update, undefined);
  });

  test("is not read again where that was the last that the run did", async () => {
    const { lastRead } = await readLast(context, reading(1));
    time += 1000;
    await lookOnceMore(context, seen(), update, lastRead);
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
    await expect(lookOnceMore(context, seen(), update, lastRead)).rejects.toThrow(RetryError);
  });

  test("is read again where nobody counts", async () => {
    const uncounted = { ...context, sent: undefined };
    const { lastRead } = await readLast(uncounted, reading(1));
    await lookOnceMore(uncounted, seen(), update, lastRead);
    expect(sent).toBe(2);
  });

  test("is not read where something else is written, or it has no boxes", async () => {
    await lookOnceMore(context, seen(), { type: "remove-label", name: "x" }, undefined);
    await lookOnceMore(context, seen("Plan"), update, undefined);
    expect(sent).toBe(0);
  });
});
