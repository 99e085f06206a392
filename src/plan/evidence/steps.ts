import { digestOf } from "../../digest.js";
import { linesOf } from "../parse/fields.js";
import type { PlanTask } from "../parse/items.js";
import { parseMarkdown } from "../markdown.js";
import { blocksWith } from "../markdown/excerpts.js";

/** A step that a merged pull request says it did. */
export interface NamedStep {
  /** Name of the pull request: `#45`. */
  readonly pull: string;
  /** As written: the item's number, or the beginning of its text. */
  readonly value: string;
  /** Digest of the item that the number meant when the pull request was first seen merged. */
  readonly digest: string | undefined;
}

/** Steps that one pull request can name. */
const MOST_STEPS = 20;

/** Characters of one body that are parsed. */
const MAX_PARSED = 4096;

/** A trailer, as in commit messages (git-interpret-trailers). */
const TRAILER = /^plan-steps?:\s*(\S.*)$/i;
const MENTION = /plan-step/i;
const NUMBERS = /^\d{1,4}(?:\s*[,;&]\s*\d{1,4})*$/;

/**
 * The steps that the body of a pull request names, each in a line of its own: `Plan-Step: 3`,
 * `Plan-Step: 3, 5` or `Plan-Step: <beginning of the item>`. Nothing in code, comments, quotes or
 * lists counts, nor does what is beyond 4 KiB of blocks with such lines.
 */
export function readStepTrailers(body: string): readonly string[] {
  let left = MAX_PARSED;
  const values = blocksWith(body, MENTION).flatMap((block) => {
    if (block.length > left) return [];
    left -= block.length;
    return parseMarkdown(block).children.flatMap((node) =>
      node.type === "paragraph"
        ? linesOf(node.children).flatMap(({ text }) => TRAILER.exec(text)?.[1] ?? [])
        : [],
    );
  });
  return values
    .flatMap((value) => (NUMBERS.test(value) ? value.split(/\D+/) : [value]))
    .slice(0, MOST_STEPS);
}

/**
 * A step that a pull request names, bound to the item that its number means now: what comes into
 * the plan later moves numbers, not what was done. `undefined` where there is no such item.
 *
 * @param digests {@link digestsOf} the plan's items
 * @param known the digest that the number was bound to before
 */
export function bindStep(
  pull: string,
  value: string,
  { digests, known }: { readonly digests: readonly string[]; readonly known: string | undefined },
): NamedStep | undefined {
  if (!NUMBERS.test(value)) return { pull, value, digest: undefined };
  const digest = known ?? digests[Number(value) - 1];
  return digest === undefined ? undefined : { pull, value, digest };
}

/**
 * Which pull requests name which items, by the items' indexes. A beginning that several items have
 * names none of them, unless it is all that one of them says.
 */
export function itemsOfSteps(
  items: readonly PlanTask[],
  steps: readonly NamedStep[],
): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>();
  if (steps.length === 0) return found;
  const digests = digestsOf(items);
  const texts = items.map(({ text }) => normal(text));
  for (const { pull, value, digest } of steps) {
    const index = digest === undefined ? beginning(texts, normal(value)) : digests.indexOf(digest);
    if (index === -1) continue;
    found.set(index, (found.get(index) ?? new Set()).add(pull));
  }
  return found;
}

/** The one text that begins so, or is just that; -1 where there is none, or more than one. */
function beginning(texts: readonly string[], start: string): number {
  if (start === "") return -1;
  for (const fits of [(text: string) => text === start, (text: string) => text.startsWith(start)]) {
    const first = texts.findIndex(fits);
    if (first !== -1) return texts.findLastIndex(fits) === first ? first : -1;
  }
  return -1;
}

/**
 * Tells each item from the others by what it says, and by how many before it say the same; when it
 * was done, and what is left of it, aside.
 */
export function digestsOf(items: readonly Pick<PlanTask, "text">[]): readonly string[] {
  const seen = new Map<string, number>();
  return items.map(({ text }) => {
    const words = normal(text);
    const count = seen.get(words) ?? 0;
    seen.set(words, count + 1);
    return digestOf(`${words}\n${count}`, 12);
  });
}

function normal(text: string): string {
  return text
    .replaceAll(/[([](?:completed:|(?:[a-z]+:?\s)?\d{4}-\d{2}-\d{2})[^()[\]]{0,400}[)\]]/gi, " ")
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim();
}
