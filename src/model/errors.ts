/** What an error says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error is one of Node.js with this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Something that trying again does not fix: reported once to the operator, never retried. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/** GitHub said when to come back (rate limits): tried again after `afterMs` milliseconds, no sooner. */
export class RetryError extends Error {
  override readonly name = "RetryError";
  readonly afterMs: number;

  constructor(message: string, afterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.afterMs = afterMs;
  }
}

/** Not now, and no failure: the item goes back to the queue and comes again after `afterMs` milliseconds. */
export class DeferError extends Error {
  override readonly name = "DeferError";
  readonly afterMs: number;

  constructor(message: string, afterMs: number) {
    super(message);
    this.afterMs = afterMs;
  }
}
