import type { Gate } from "./gate.js";
import type { GitHubClient } from "./github/client.js";
import { conditionally, type KnownAnswers } from "./github/conditional.js";
import { guarded, readOnce, whole, wrapTransport, type Transported } from "./github/transport.js";
import type { WorkItem } from "./issue-ref.js";
import { RunLostError, type Run } from "./queue/queue.js";
import { workOff, type WorkerContext } from "./worker.js";

/** No run takes longer, in milliseconds: one that hangs would keep its issue for good. */
const LONGEST_RUN_MS = 10 * 60 * 1000;

/** What working off items of a queue needs. */
export interface RunContext extends Omit<WorkerContext, "clientOf" | "sent"> {
  /** A new client each time. */
  readonly clientOf: (installationId: number) => Promise<GitHubClient & Transported>;
  readonly gate: Gate;
  readonly known: KnownAnswers;
}

/**
 * Works off one item of the queue when its installation's turn has come. Nothing is written by a run
 * that is not the one of its item any more.
 */
export async function runItem(context: RunContext, item: WorkItem, run: Run): Promise<void> {
  let late = false;
  let sent = 0;
  const mayWrite = (): Promise<void> =>
    late ? Promise.reject(new RunLostError("it took too long")) : run.keep();
  const clientOf = async (installationId: number): Promise<GitHubClient> => {
    const github = await context.clientOf(installationId);
    const scope = String(installationId);
    const answers = new Map<string, Promise<Response>>();
    wrapTransport(github, (send) => {
      const counting: typeof fetch = (...request) => {
        sent += 1;
        return send(...request);
      };
      const read = conditionally(whole(counting), context.known, scope);
      return readOnce(guarded(read, mayWrite), answers);
    });
    return github;
  };
  await context.gate.enter(item.installationId, async () => {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        late = true;
        reject(new RunLostError("it took too long"));
      }, LONGEST_RUN_MS);
    });
    try {
      await Promise.race([
        workOff({ ...context, clientOf, sent: () => sent }, item, run.attempt),
        tooLong,
      ]);
    } finally {
      clearTimeout(timer);
    }
  });
}
