/** What replicas that recover lost events keep between them. */
export interface RecoveryMemory {
  /** Whether this process is to do `task` now: true for one of all replicas, and not again for `forMs`. */
  readonly claim: (task: string, forMs: number) => Promise<boolean>;
  /** What was last written, as it was; `undefined` where nothing was: then the queue beside it is new, too. */
  readonly read: () => Promise<string | undefined>;
  readonly write: (text: string) => Promise<void>;
}

/** The memory of a process that is alone: gone with it. */
export function createOwnMemory(now: () => number): RecoveryMemory {
  const claimed = new Map<string, number>();
  let written: string | undefined;
  return {
    claim(task, forMs) {
      const free = (claimed.get(task) ?? 0) <= now();
      if (free) claimed.set(task, now() + forMs);
      return Promise.resolve(free);
    },
    read: () => Promise.resolve(written),
    write(text) {
      written = text;
      return Promise.resolve();
    },
  };
}
