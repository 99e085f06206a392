/** A place in a file; 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a configuration, for the person who wrote it. Plain text, which may quote it. */
export interface ConfigProblem extends Place {
  /** The file, as {@link ConfigSource.name} has it. */
  readonly source: string;
  /** What is wrong; a sentence. */
  readonly what: string;
  /** What may stand there, and the nearest of it; sentences. Empty where there is nothing to say. */
  readonly mend: string;
}

/** A problem as one line of plain text, without its place. */
export function problemText({ what, mend }: ConfigProblem): string {
  return mend === "" ? what : `${what} ${mend}`;
}
