import type { GitHubClient } from "../github/http/client.js";
import { conditionally, type KnownAnswers } from "../github/http/conditional.js";
import {
  withWriteGuard,
  dedupeReads,
  rejectTruncatedJson,
  wrapTransport,
  type Transported,
} from "../github/http/transport.js";
import type { WorkItem } from "../model/refs.js";
import type { InstallationLimiter } from "../queue/installation-limiter.js";
import { LeaseLostError, type Run } from "../queue/queue.js";
import { processItem, type WorkerContext } from "./process-item.js";

/** No run takes longer, in milliseconds: one that hangs would keep its issue for good. */
const LONGEST_RUN_MS = 10 * 60 * 1000;

/** What working off items of a queue needs. */
export interface RunContext extends Omit<WorkerContext, "clientOf"> {
  /** A new client each time. */
  readonly clientOf: (installationId: number) => Promise<GitHubClient & Transported>;
  readonly gate: InstallationLimiter;
  readonly known: KnownAnswers;
}

/**
 * Works off one item of the queue when its installation's turn has come. Nothing is written by a run
 * that is not the one of its item any more.
 */
export async function runItem(context: RunContext, item: WorkItem, run: Run): Promise<void> {
  let late = false;
  const mayWrite = (): Promise<void> =>
    late ? Promise.reject(new LeaseLostError("it took too long")) : run.assertLease();
  const clientOf = async (installationId: number): Promise<GitHubClient> => {
    const github = await context.clientOf(installationId);
    const scope = String(installationId);
    const answers = new Map<string, Promise<Response>>();
    wrapTransport(github, (send) => {
      const read = conditionally(rejectTruncatedJson(send), context.known, scope);
      return dedupeReads(withWriteGuard(read, mayWrite), answers);
    });
    return github;
  };
  await context.gate.enter(item.installationId, async () => {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        late = true;
        reject(new LeaseLostError("it took too long"));
      }, LONGEST_RUN_MS);
    });
    try {
      await Promise.race([processItem({ ...context, clientOf }, item, run.attempt), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  });
}
