/** Lets many readers in together, and each writer alone. */
export interface Lock {
  read<T>(work: () => Promise<T>): Promise<T>;
  write<T>(work: () => Promise<T>): Promise<T>;
}

/** A lock in order of arrival, so that nobody starves and nobody sees half a merge. */
export function createLock(): Lock {
  let lastWrite: Promise<unknown> = Promise.resolve();
  let readers: Promise<unknown>[] = [];
  return {
    async read(work) {
      const done = lastWrite.then(work);
      readers.push(done.catch(() => {}));
      return done;
    },
    async write(work) {
      const before = Promise.all([lastWrite, ...readers]);
      readers = [];
      const done = before.then(work);
      lastWrite = done.catch(() => {});
      return done;
    },
  };
}
