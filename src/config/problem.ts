import { distance } from "fastest-levenshtein";

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
  readonly fix: string;
}

/** A problem as one line of plain text, without its place. */
export function problemText({ what, fix }: ConfigProblem): string {
  return fix === "" ? what : `${what} ${fix}`;
}

/** The one of `words` that somebody meant who wrote `word`; `undefined` where none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const plain = plainWord(word);
  if (plain === "" || plain.length > 100) return undefined;
  const [best] = words
    .map((candidate) => ({ candidate, far: distance(plain, plainWord(candidate)) }))
    .toSorted((a, b) => a.far - b.far);
  if (best === undefined) return undefined;
  return best.far <= Math.max(1, Math.floor(plain.length / 3)) ? best.candidate : undefined;
}

/** Case, dashes and underscores are not what people get wrong. */
function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]/g, "");
}
