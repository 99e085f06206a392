/** Longer texts, in lines, are not compared: it would take too long. */
const MOST_LINES = 2000;

/** Lines that are shown around a change. */
const CONTEXT = 2;

/**
 * What changes from one text to another, as a unified diff without file names: `-` and `+` lines
 * with some around them, `⋮` for what is left out. Empty where nothing changes.
 *
 * @param limit most lines of the result
 */
export function diffLines(before: string, after: string, limit: number): string {
  if (before === after) return "";
  const [one, other] = [before.split("\n"), after.split("\n")];
  if (Math.max(one.length, other.length) > MOST_LINES) return "(too long to be compared)";
  const marked = markLines(one, other);
  const near = marked.map((_, index) =>
    marked.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((it) => it[0] !== " "),
  );
  const shown = marked.flatMap((line, index) => {
    if (near[index] === true) return [line];
    return near[index - 1] === true || index === 0 ? ["⋮"] : [];
  });
  const more = shown.length - limit;
  return more > 0
    ? [...shown.slice(0, limit), `… ${more} more lines`].join("\n")
    : shown.join("\n");
}

/** Every line of both, with what became of it: a longest common subsequence stays. */
function markLines(one: readonly string[], other: readonly string[]): readonly string[] {
  const width = other.length + 1;
  /** Length of what is common from line i of the one and line j of the other on. */
  const common = new Uint16Array((one.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        one[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      lines.push(`  ${one[i]}`);
      [i, j] = [i + 1, j + 1];
    } else if (j >= other.length || (i < one.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`- ${one[i]}`);
      i += 1;
    } else {
      lines.push(`+ ${other[j]}`);
      j += 1;
    }
  }
  return lines;
}
