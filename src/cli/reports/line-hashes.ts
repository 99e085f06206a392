/** Characters from the start of a line on that its hash is of. */
const LENGTH = 100;
const FACTOR = 37n;
/** What leaves the window was multiplied so often. */
const LAST = BigInt.asUintN(64, FACTOR ** BigInt(LENGTH));
const LF = 0x0a;
/** Stands behind the last character. */
const END = 0xffff;

/**
 * A hash for each line of a text, `<hexadecimal>:<how many lines before and with it have it>`. It is
 * of the line's text and what follows, without spaces, tabs and kinds of line ends, so it stays as
 * it is when the line moves. The values are those that GitHub's `upload-sarif` action would give
 * (github/codeql-action, `src/fingerprints.ts`): it warns of others.
 */
export function lineHashes(text: string): readonly string[] {
  const { codes, starts } = significant(text);
  const seen = new Map<string, number>();
  const hashes: string[] = [];
  let hash = 0n;
  for (let at = 0; hashes.length < starts.length; at += 1) {
    const enters = BigInt(codes[at] ?? 0);
    const leaves = BigInt(codes[at - LENGTH] ?? 0);
    hash = BigInt.asUintN(64, hash * FACTOR + enters - leaves * LAST);
    if (starts[hashes.length] !== at - LENGTH + 1) continue;
    const value = hash.toString(16);
    const count = (seen.get(value) ?? 0) + 1;
    seen.set(value, count);
    hashes.push(`${value}:${count}`);
  }
  return hashes;
}

/** The characters that count, line ends as LF, and where among them each line starts. */
function significant(text: string): { codes: readonly number[]; starts: readonly number[] } {
  const codes: number[] = [];
  const starts = [0];
  for (const [character] of text.matchAll(/\r\n|[^ \t]/gs)) {
    const isEnd = /^[\r\n]/.test(character);
    codes.push(isEnd ? LF : character.charCodeAt(0));
    if (isEnd) starts.push(codes.length);
  }
  codes.push(END);
  return { codes, starts };
}
