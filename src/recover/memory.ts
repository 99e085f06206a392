/** What replicas that recover lost events keep between them. */
export interface RecoveryMemory {
  /** Whether it knows nothing yet, and neither does the queue beside it: true once, for one replica. */
  readonly isNew: () => Promise<boolean>;
  /** Whether this process is to do `task` now: true for one of all replicas, and not again for `forMs`. */
  readonly claim: (task: string, forMs: number) => Promise<boolean>;
  /** What was last written, as it was; `undefined` where nothing was. */
  readonly read: () => Promise<string | undefined>;
  readonly write: (text: string) => Promise<void>;
}

/** The memory of a process that is alone: gone with it. */
export function createOwnMemory(now: () => number): RecoveryMemory {
  const claimed = new Map<string, number>();
  let written: string | undefined;
  let fresh = true;
  return {
    isNew() {
      const was = fresh;
      fresh = false;
      return Promise.resolve(was);
    },
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
