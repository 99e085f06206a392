import { afterEach, beforeEach, expect, test } from "#jest";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { computeOnCopies } from "../support/cloning-compute.js";
import { createKnownAnswers } from "../../src/github/http/transport.js";
import { createOctokit } from "../../src/github/http/octokit.js";
import {
  createInstallationLimiter,
  createInMemoryRequestCounts,
} from "../../src/server/installation-limits.js";
import { DeferError } from "../../src/model/errors.js";
import { LeaseLostError, type Run } from "../../src/queue/queue.js";
import { runItem, type Deadline, type WorkerContext } from "../../src/server/worker.js";
import { createInMemoryRunStorage, createSharedContext } from "../../src/server/shared-context.js";
import { portOf } from "../support/free-port.js";

const item = { kind: "commit", installationId: 7, owner: "octo", repo: "api", sha: "abc" } as const;
const run: Run = {
  attempt: 1,
  isLastTry: false,
  isSpent: false,
  countTry: () => Promise.resolve(() => Promise.resolve()),
  assertLease: () => Promise.resolve(),
};

let server: Server;
/** Requests that the server got. */
let open: IncomingMessage[];
/** Whether it answers them: that there is nothing. */
let answers: boolean;

beforeEach(async () => {
  open = [];
  answers = false;
  server = createServer((request, response) => {
    open.push(request);
    if (answers) response.writeHead(404, { "content-type": "application/json" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

function context(): WorkerContext {
  const { Octokit } = createOctokit(0);
  const none = (): Promise<void> => Promise.resolve();
  return {
    clientOf: () =>
      Promise.resolve(
        new Octokit({
          baseUrl: `http://127.0.0.1:${portOf(server)}`,
          auth: { token: "secret" },
          retry: { retryAfterBaseValue: 1 },
        }),
      ),
    bot: () => Promise.resolve("plansmith[bot]"),
    computeFor: () => computeOnCopies,
    limiter: createInstallationLimiter(Date.now),
    knownAnswers: createKnownAnswers(),
    enqueue: none,
    requestCounts: createInMemoryRequestCounts(),
    requestPercent: 10,
    dryRun: false,
    passingRefusalDelaysMs: [],
    watched: (send) => send,
    ...createSharedContext({
      compute: computeOnCopies,
      storage: createInMemoryRunStorage(Date.now),
      enqueue: none,
      enqueueSoon: none,
      waitForConsistency: none,
      log: pino({ level: "silent" }),
    }),
  };
}

test("a run that takes too long ends, and its reads with it: nothing is asked again", async () => {
  let expire = (): void => undefined;
  const deadline: Deadline = (onExpired) => {
    expire = onExpired;
    return () => undefined;
  };
  const asked = once(server, "request");
  const ended = expect(runItem(context(), item, run, deadline)).rejects.toThrow(LeaseLostError);
  await asked;
  const closed = once(open[0]?.socket ?? server, "close");
  expire();
  await ended;
  await closed;
  await sleep(100);
  expect(open).toHaveLength(1);
});

test("a run whose item has used its share of requests ends with the next one, and comes again in the next hour", async () => {
  answers = true;
  const spent = { get: () => Promise.resolve(499), add: () => Promise.resolve() };
  const given = { ...context(), requestCounts: spent };
  const error = await runItem(given, item, run).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeferError);
  expect(error).toMatchObject({ afterMs: expect.any(Number) });
  expect(open).toHaveLength(1);
});
