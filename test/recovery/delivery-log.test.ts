import { beforeEach, describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { parseProgress, readLog, type LogContext } from "../../src/recovery/delivery-log.js";
import { answerOf } from "../support/contract/sample.js";
import { nock, offline } from "../support/offline.js";
import { SILENT } from "../support/silent.js";
import { waitFor } from "../support/wait-for.js";
import { listed, longId, shortId, withLongIds, type Listed } from "./listed.js";

const MINUTE = 60_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");

/** So many minutes before {@link NOW}. */
const ago = (minutes: number): number => NOW - minutes * MINUTE;

/** GitHub's answer, held against its description. */
function sample(path: string, said: unknown): string {
  return withLongIds(answerOf("GET", path, 200, said));
}

const JSON_TYPE = { "content-type": "application/json" };

describe("GitHub's log of deliveries", () => {
  let taken: number[];
  let pages: Listed[][];
  let lists: number;
  let requests: number;

  offline();

  beforeEach(() => {
    taken = [];
    lists = 0;
    requests = 0;
    nock("https://api.github.com")
      .persist()
      .get("/app/hook/deliveries")
      .query(true)
      .reply((uri) => {
        lists += 1;
        const page = Number(new URL(uri, "https://api.github.com").searchParams.get("cursor") ?? 0);
        const next = `<https://api.github.com/app/hook/deliveries?per_page=100&cursor=${page + 1}>; rel="next"`;
        const headers = { ...JSON_TYPE, ...(page + 1 < pages.length && { link: next }) };
        const list = (pages[page] ?? []).map(listed);
        return [200, sample("/app/hook/deliveries", list), headers];
      });
    nock("https://api.github.com")
      .persist()
      .get(/\/app\/hook\/deliveries\/\d+$/)
      .reply((uri) => {
        const id = shortId(uri.split("/").at(-1) ?? "");
        if (id === 404) return [404, { message: "Not Found" }];
        const sent = { headers: {}, payload: { delivery: id } };
        return [200, sample(uri, { id, event: "issues", request: sent }), JSON_TYPE];
      });
  });

  const read = (context: Partial<LogContext> = {}, known?: Parameters<typeof readLog>[1]) =>
    readLog(
      {
        saveProgress: () => Promise.resolve(),
        app: new Octokit({ log: SILENT }),
        events: ["issues", "push"],
        handleEvent({ payload }) {
          taken.push((payload as { delivery: number }).delivery);
          return Promise.resolve();
        },
        now: NOW,
        lost: undefined,
        onRequest() {
          requests += 1;
        },
        ...context,
      },
      known,
    );

  test("what failed is taken, oldest first; what arrived, was sent again or says nothing is not", async () => {
    pages = [
      [
        { id: 9, at: ago(1) },
        { id: 8, at: ago(2), status: 503 },
        { id: 7, at: ago(3), guid: "again" },
        { id: 6, at: ago(4), status: 0, event: "star" },
        { id: 5, at: ago(5), status: 0, installation: null },
        { id: 404, at: ago(6), status: 0 },
        { id: 4, at: ago(7), status: 500, guid: "again" },
        { id: 3, at: ago(8), status: 0 },
      ],
    ];
    const { unread, gap } = await read();
    expect(taken.toSorted((a, b) => a - b)).toEqual([3, 8]);
    expect({ unread, gap, requests }).toEqual({ unread: [], gap: undefined, requests: 4 });
  });

  test("what a process ended with is handled with care from then on, by all that come after", async () => {
    pages = [[1, 2, 3, 4, 5, 6].map((id) => ({ id, at: ago(10 - id), status: 0 })).toReversed()];
    let saved = "";
    const careful: number[] = [];
    const process = (dies: boolean) =>
      read(
        {
          lost: { from: ago(20), to: ago(0) },
          saveProgress(reached) {
            saved = JSON.stringify(reached);
            return Promise.resolve();
          },
          handleEvent({ payload }, isCareful) {
            const { delivery } = payload as { delivery: number };
            if (isCareful) careful.push(delivery);
            // A process that is gone goes no further.
            return dies ? new Promise(() => undefined) : Promise.resolve();
          },
        },
        parseProgress(saved),
      );
    void process(true);
    await waitFor(() => parseProgress(saved)?.begun?.length === 5);
    for (let next = 0; next < 2; next += 1) {
      careful.length = 0;
      await process(false);
      expect(careful.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  test("what was answered shortly before the start is taken too", async () => {
    pages = [
      [
        { id: 3, at: ago(1) },
        { id: 2, at: ago(5) },
        { id: 1, at: ago(15) },
      ],
    ];
    const { lost } = await read({ lost: { from: NOW - 10 * MINUTE, to: NOW - 2 * MINUTE } });
    expect({ taken, lost }).toEqual({ taken: [2], lost: undefined });
  });

  test("what was answered last is looked for again until the log shows all of it", async () => {
    pages = [[{ id: 1, at: ago(5) }]];
    const first = await read({ lost: { from: NOW - 10 * MINUTE, to: NOW + MINUTE / 4 } });
    pages = [
      [
        { id: 3, at: ago(-0.5) },
        { id: 2, at: ago(0.1) },
        { id: 1, at: ago(5) },
      ],
    ];
    const later = { now: NOW + MINUTE };
    const second = await read(later, parseProgress(JSON.stringify(first)));
    expect({ taken, lost: second.lost }).toEqual({ taken: [1, 2], lost: undefined });
  });

  test("what failed comes first, and of what was answered the newest, which is lost most likely", async () => {
    const answered = Array.from({ length: 697 }, (_, index) => ({
      id: 700 - index,
      at: ago((index + 1) / 100),
    }));
    const failed = [3, 2, 1].map((id) => ({ id, at: ago(10 - id), status: 0 }));
    const all = [...answered, ...failed];
    pages = Array.from({ length: 7 }, (_, page) => all.slice(100 * page, 100 * (page + 1)));
    const { unread } = await read({ lost: { from: NOW - 10 * MINUTE, to: NOW } });
    expect(taken.slice(0, 3).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(unread[0]).toBe(longId(700 - (600 - 7 - 3)));
    expect(unread.at(-1)).toBe(longId(4));
  });

  test("pages are read as far back as the pass before, and no further", async () => {
    pages = [
      [{ id: 5, at: ago(1), status: 0 }],
      [{ id: 4, at: ago(9), status: 0 }],
      [{ id: 3, at: ago(20), status: 0 }],
    ];
    const first = await read({}, { since: NOW - 5 * MINUTE, unread: [] });
    expect({ taken, lists }).toEqual({ taken: [5], lists: 2 });
    taken = [];
    await read({ now: NOW + MINUTE }, parseProgress(JSON.stringify(first)));
    expect(taken).toEqual([5]);
  });

  test("600 requests at most; what is left is for the next pass", async () => {
    pages = [
      Array.from({ length: 700 }, (_, index) => ({ id: 1000 - index, at: ago(1), status: 0 })),
    ];
    const first = await read();
    expect(requests).toBe(600);
    expect(taken.toSorted((a, b) => a - b)[0]).toBe(301);
    expect(first.unread).toHaveLength(101);
    taken = [];
    pages = [[]];
    const second = await read({}, parseProgress(JSON.stringify(first)));
    expect(taken).toHaveLength(101);
    expect(second.unread).toEqual([]);
  });

  test("a pass that breaks off is gone on with where it broke off", async () => {
    pages = [Array.from({ length: 12 }, (_, id) => ({ id: 12 - id, at: ago(id + 1), status: 0 }))];
    let kept: Parameters<typeof readLog>[1];
    let broken = true;
    const saveProgress = (progress: NonNullable<typeof kept>): Promise<void> => {
      kept = progress;
      return Promise.resolve();
    };
    const handleEvent = ({ payload }: { readonly payload: unknown }): Promise<void> => {
      const { delivery } = payload as { delivery: number };
      if (broken && delivery > 6) return Promise.reject(new Error("gone"));
      taken.push(delivery);
      return Promise.resolve();
    };
    await expect(read({ saveProgress, handleEvent })).rejects.toThrow("gone");
    broken = false;
    pages = [[]];
    const { unread } = await read({ saveProgress, handleEvent }, kept);
    expect(unread).toEqual([]);
    // Those that were taken just before it broke off are taken twice, which does no harm.
    expect([...new Set(taken)].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, id) => id + 1),
    );
    expect(taken.filter((id) => id <= 5)).toHaveLength(5);
  });

  test("a log that is too long for one pass is gone on with from where the pass ended", async () => {
    pages = Array.from({ length: 400 }, (_, index) => [
      { id: 1000 - index, at: ago(index), ...(index === 350 ? { status: 0 } : {}) },
    ]);
    const first = await read();
    expect({ taken, gap: first.gap }).toEqual({
      taken: [],
      gap: { cursor: "300", since: NOW - 3 * 24 * 60 * MINUTE },
    });
    const second = await read({ now: NOW + MINUTE }, parseProgress(JSON.stringify(first)));
    expect({ taken, gap: second.gap }).toEqual({ taken: [650], gap: undefined });
  });

  test("deliveries of the same second are taken in the order in which GitHub lists them", async () => {
    pages = [[3, 2, 1].map((id) => ({ id, at: ago(1), status: 0 }))];
    const order: (readonly string[])[] = [];
    await read({ saveProgress: ({ unread }) => Promise.resolve(void order.push(unread)) });
    expect(order[0]).toEqual([1, 2, 3].map(longId));
  });

  test("progress that a version before kept, with numbers as ids, is gone on with", () => {
    expect(parseProgress('{"since":1,"unread":[5]}')?.unread).toEqual(["5"]);
  });

  test.each([undefined, "", "{", "[]", '{"since":"x"}'])("progress %j is none", (text) => {
    expect(parseProgress(text)).toBeUndefined();
  });
});
