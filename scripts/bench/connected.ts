import { QueueUnavailableError, type WorkQueue } from "../../src/queue/queue.js";
import { waitFor } from "../../test/support/wait-for.js";

/** Resolves when the queue has reached its Redis. */
export async function connected<T>(queue: WorkQueue<T>): Promise<void> {
  await waitFor(() =>
    queue.stats().catch((error: unknown) => {
      if (error instanceof QueueUnavailableError) return undefined;
      throw error;
    }),
  );
}
