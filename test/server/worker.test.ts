import { afterEach, beforeEach, expect, test } from "#jest";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { computeOnCopies } from "../support/cloning-compute.js";
import { createAnsweredComments } from "../../src/features/commands/answered.js";
import {
  createConfigurationCache,
  createInMemoryChanges,
} from "../../src/features/configuration/cache.js";
import { createDriftCache } from "../../src/features/drift/cache.js";
import { createInMemoryReferrers } from "../../src/features/referrers/index.js";
import { createKnownAnswers } from "../../src/github/http/conditional.js";
import { createOctokit } from "../../src/github/http/octokit.js";
import { builtinTemplates } from "../../src/plan/template/template.js";
import { createInstallationLimiter } from "../../src/queue/installation-limiter.js";
import { LeaseLostError } from "../../src/queue/queue.js";
import { runItem, type Deadline, type WorkerContext } from "../../src/server/worker.js";
import { portOf } from "../support/free-port.js";

const item = { kind: "commit", installationId: 7, owner: "octo", repo: "api", sha: "abc" } as const;
const run = { attempt: 1, isLastTry: false, assertLease: () => Promise.resolve() };

let server: Server;
/** Requests that the server got, and never answers. */
let open: IncomingMessage[];

beforeEach(async () => {
  open = [];
  server = createServer((request) => void open.push(request));
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
    enqueue: none,
    enqueueSoon: none,
    limiter: createInstallationLimiter(Date.now),
    knownAnswers: createKnownAnswers(),
    configurations: createConfigurationCache(createInMemoryChanges(), computeOnCopies),
    referrers: createInMemoryReferrers(Date.now),
    driftCache: createDriftCache(),
    compute: computeOnCopies,
    answered: createAnsweredComments(),
    templates: builtinTemplates(),
    now: () => new Date(),
    waitForConsistency: none,
    log: pino({ level: "silent" }),
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
