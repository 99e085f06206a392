import { distance } from "fastest-levenshtein";

/** The one of `words` that somebody meant who wrote `word`; `undefined` where none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const plain = plainWord(word);
  if (plain === "" || plain.length > 100) return undefined;
  const [best] = words
    .map((it) => ({ it, far: distance(plain, plainWord(it)) }))
    .toSorted((one, other) => one.far - other.far);
  if (best === undefined) return undefined;
  return best.far <= Math.max(1, Math.floor(plain.length / 3)) ? best.it : undefined;
}

/** Case, dashes and underscores are not what people get wrong. */
function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]/g, "");
}
