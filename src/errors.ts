/** Something that trying again does not mend: told once to the operator, never retried. */
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
