import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { ModernFakeTimers } from "@jest/fake-timers";
import { Octokit } from "@octokit/rest";
import pino from "pino";
import { createInMemoryMemory, type RecoveryMemory } from "../../src/recovery/delivery-log.js";
import { startRecovery, type Recovery } from "../../src/recovery/recovery.js";
import { answerOf } from "../support/contract/sample.js";
import { trusted } from "../support/json.js";
import { SILENT } from "../support/silent.js";
import { listed, shortId, withLongIds, type Listed } from "./listed.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How far GitHub's list of deliveries lags behind. */
const LAG_MS = 1500;

type ClockConfig = ConstructorParameters<typeof ModernFakeTimers>[0]["config"];
const clock = new ModernFakeTimers({
  global: globalThis,
  config: trusted<ClockConfig>({ fakeTimers: {} }),
});

/** What GitHub delivered, its lists late. */
let log: Listed[];
/** Ids of the deliveries that were read, in their order. */
let taken: number[];
/** Ids of those that were handled as if they were delivered now. */
let fresh: number[];
/** Requests so far. */
let requests: number;
/** A delivery as GitHub answers it. */
let wholeDelivery: object | undefined;
/** Whether what is read of a delivery is no use. */
let fails: boolean;
/** What happens while the list is asked for. */
let onList: () => void;
let recoveries: Recovery[];

beforeEach(() => {
  clock.useFakeTimers({
    now: Date.parse("2026-11-21T12:00:00Z"),
    // Node reads answers with these.
    doNotFake: ["nextTick", "queueMicrotask", "setImmediate"],
  });
  log = [];
  taken = [];
  fresh = [];
  requests = 0;
  fails = false;
  onList = () => undefined;
  recoveries = [];
});

afterEach(() => {
  for (const recovery of recoveries) recovery.stop();
  clock.useRealTimers();
});

/** A delivery of so many milliseconds ago. */
function delivered(id: number, agoMs: number, status = 200): void {
  log.push({ id, at: Date.now() - agoMs, status });
}

function answerTo(url: URL): unknown {
  const name = /^\/app\/hook\/deliveries\/(\d+)$/.exec(url.pathname)?.[1];
  if (url.pathname === "/app/installations") return [];
  if (name !== undefined) {
    const id = shortId(name);
    const sent = { headers: {}, payload: { delivery: id } };
    const whole = { id, event: "issues", request: sent };
    // One of thousands that are alike is held against GitHub's description.
    wholeDelivery ??= answerOf("GET", url.pathname, 200, whole) as object;
    const { at = 0 } = log.find((it) => it.id === id) ?? {};
    return { ...wholeDelivery, ...whole, delivered_at: new Date(at).toISOString() };
  }
  onList();
  const shown = log.filter(({ at }) => at <= Date.now() - LAG_MS);
  return answerOf("GET", url.pathname, 200, shown.toReversed().map(listed));
}

/** A process, with what it remembers. */
function start(
  memory: RecoveryMemory = createInMemoryMemory(Date.now),
  { polls = false }: { readonly polls?: boolean } = {},
): Recovery {
  const app = new Octokit({
    log: SILENT,
    request: {
      fetch(url: string) {
        requests += 1;
        const headers = { "content-type": "application/json" };
        const text = withLongIds(answerTo(new URL(url)));
        return Promise.resolve(new Response(text, { headers }));
      },
    },
  });
  const recovery = startRecovery({
    app: () => Promise.resolve(app),
    clientOf: () => Promise.resolve(app),
    memory,
    events: ["issues"],
    handleEvent({ payload }, { isReplay }) {
      if (!isReplay) fresh.push((payload as { delivery: number }).delivery);
      if (fails) return Promise.reject(new Error("it cannot be stored"));
      taken.push((payload as { delivery: number }).delivery);
      return Promise.resolve();
    },
    enqueue: () => Promise.resolve(),
    log: pino({ level: "silent" }),
    now: Date.now,
    polls,
  });
  recoveries.push(recovery);
  return recovery;
}

const pass = (ms: number): Promise<void> => clock.advanceTimersByTimeAsync(ms);

describe("after a start", () => {
  test("what was answered a moment before is found, though the list does not show it yet", async () => {
    delivered(1, 5 * SECOND);
    delivered(2, SECOND);
    start();
    await pass(0);
    expect(taken).toEqual([1]);
    await pass(20 * SECOND);
    expect(taken).toContain(2);
  });

  test("what failed a moment before is found soon, too", async () => {
    delivered(1, SECOND, 0);
    start();
    await pass(20 * SECOND);
    expect(taken).toEqual([1]);
  });

  test("what was answered is read again no longer than it may be news", async () => {
    delivered(1, 2 * MINUTE);
    delivered(2, SECOND);
    start();
    await pass(20 * SECOND);
    expect(taken).toEqual([1, 2]);
    delivered(3, 0);
    await pass(20 * MINUTE);
    expect(taken).toEqual([1, 2]);
  });

  test("the next process goes on where one died that knew what may be lost", async () => {
    const shared = createInMemoryMemory(Date.now);
    delivered(1, SECOND);
    const first = start(shared);
    await pass(SECOND / 10);
    first.stop();
    start(shared);
    await pass(20 * SECOND);
    expect(taken).toContain(1);
  });

  test("the next process looks itself where one died before it knew", async () => {
    const shared = createInMemoryMemory(Date.now);
    delivered(1, MINUTE);
    onList = () => {
      throw new Error("dead");
    };
    const first = start(shared);
    await pass(0);
    first.stop();
    onList = () => undefined;
    start(shared);
    await pass(20 * SECOND);
    expect(taken).toContain(1);
  });
});

describe("after a long absence", () => {
  const failed = (count: number): void => {
    for (let id = 1; id <= count; id += 1) delivered(id, (20_000 - id) * SECOND, 0);
  };

  test("the process catches up at once, and not a part every five minutes", async () => {
    failed(1500);
    start();
    await pass(MINUTE);
    expect(new Set(taken).size).toBe(1500);
    expect(taken).toHaveLength(1500);
  });

  test("a fifth of the App's requests an hour is left to everything else", async () => {
    failed(2800);
    start();
    await pass(20 * MINUTE);
    // Three passes at once, two an hour, and sixty requests every five minutes.
    expect(requests).toBeGreaterThan(2000);
    expect(requests).toBeLessThan(3 * 600 + (2 * 600) / 3 + 4 * 60 + 100);
    await pass(60 * MINUTE);
    expect(new Set(taken).size).toBe(2800);
  });
});

describe("what is left of the log", () => {
  test("is read by one replica at a time", async () => {
    for (let id = 1; id <= 2400; id += 1) delivered(id, (20_000 - id) * SECOND, 0);
    const shared = createInMemoryMemory(Date.now);
    for (let replica = 0; replica < 2; replica += 1) start(shared);
    // Each of them reads at its start, and once more.
    await pass(20 * SECOND);
    const before = requests;
    await pass(30 * SECOND);
    expect(requests - before).toBeLessThanOrEqual(2 * 600);
  });

  test("costs no more where each pass fails", async () => {
    for (let id = 1; id <= 1500; id += 1) delivered(id, (20_000 - id) * SECOND, 0);
    start();
    await pass(20 * SECOND);
    fails = true;
    const before = requests;
    await pass(30 * MINUTE);
    expect(requests - before).toBeLessThan(2000);
  });
});

describe("after an outage", () => {
  test("what was answered shortly before is found, though the list does not show it yet", async () => {
    const recovery = start();
    await pass(10 * MINUTE);
    delivered(1, MINUTE);
    delivered(2, SECOND);
    recovery.afterOutage();
    await pass(0);
    expect(taken).toEqual([1]);
    await pass(30 * SECOND);
    expect(taken).toContain(2);
  });

  test("one that comes while the log is read is not forgotten", async () => {
    delivered(1, MINUTE, 0);
    const recovery = start();
    onList = () => {
      onList = () => undefined;
      delivered(2, 5 * SECOND);
      delivered(3, SECOND);
      recovery.afterOutage();
    };
    await pass(30 * SECOND);
    expect(taken).toEqual(expect.arrayContaining([1, 2, 3]));
  });
});

describe("where nothing is delivered", () => {
  const poll = (): Recovery => start(createInMemoryMemory(Date.now), { polls: true });

  test("what is in the log is handled within seconds, answered by somebody or not, and once", async () => {
    poll();
    await pass(MINUTE);
    delivered(1, 0, 0);
    delivered(2, 0, 200);
    await pass(20 * SECOND);
    expect(taken.toSorted((a, b) => a - b)).toEqual([1, 2]);
    await pass(5 * MINUTE);
    expect(taken).toHaveLength(2);
  });

  test("what happened before the start brings nothing back, what happens after it does", async () => {
    delivered(1, 5 * MINUTE);
    poll();
    await pass(MINUTE);
    delivered(2, 0);
    await pass(20 * SECOND);
    expect([taken, fresh]).toEqual([[1, 2], [2]]);
  });

  test("an hour costs 240 requests, and one for each event", async () => {
    poll();
    await pass(MINUTE);
    const before = requests;
    await pass(60 * MINUTE);
    expect(requests - before).toBe(240);
    for (let id = 1; id <= 6; id += 1) {
      delivered(id, 0, 0);
      await pass(MINUTE);
    }
    expect(requests - before).toBe(240 + 24 + 6);
  });

  test("after a long absence the App keeps within its rate limit, and what is new waits a minute", async () => {
    for (let id = 1; id <= 200; id += 1) delivered(id, (400 - id) * 10 * SECOND, 0);
    poll();
    await pass(MINUTE / 2);
    delivered(9999, 0, 0);
    await pass(MINUTE);
    expect(taken).toContain(9999);
    // Two passes of sixty at most, and their lists.
    expect(requests).toBeLessThan(130);
    await pass(3 * MINUTE);
    expect(new Set(taken).size).toBe(201);
  });

  test("a restart without a memory reads the log again, and first what came while it was away", async () => {
    for (let id = 1; id <= 200; id += 1) delivered(id, (400 - id) * 10 * SECOND, 0);
    delivered(9999, 10 * SECOND, 0);
    poll();
    await pass(MINUTE / 2);
    expect(taken).toContain(9999);
    expect(taken).toHaveLength(59);
    await pass(5 * MINUTE);
    expect(new Set(taken).size).toBe(201);
    expect(taken).toHaveLength(201);
  });
});
