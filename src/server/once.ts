/** A value that is asked for once, and asked for again only where that failed. */
export interface Once<T> {
  readonly get: () => Promise<T>;
  /** The value, where it has been got. */
  readonly known: () => T | undefined;
}

/** Asks for a value when it is first needed, and keeps it. A failure is not kept. */
export function once<T>(ask: () => Promise<T>): Once<T> {
  let asked: Promise<T> | undefined;
  let known: T | undefined;
  return {
    get() {
      asked ??= ask().then(
        (value) => {
          known = value;
          return value;
        },
        (error: unknown) => {
          asked = undefined;
          throw error;
        },
      );
      return asked;
    },
    known: () => known,
  };
}
