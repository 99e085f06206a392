import type { List, RootContent } from "mdast";
import { inlineOf, joinInlines, type Inline } from "../markdown/inline.js";
import { plainText } from "../markdown/parse.js";

const GIVEN = "given|angenommen|gegeben(?: sei(?:en)?)?|étant donnée?s?|soit|dad[oa]s?|dato";
const THEN = "then|dann|alors|entonces|então|allora";
const OTHERS = "when|and|but|wenn|und|aber|quand|lorsque|et|mais|cuando|pero|y|quando|mas|e|ma";

const startsWith = (words: string): RegExp => new RegExp(`^(?:${words})(?![\\p{L}\\p{N}])`, "iu");
const IS_GIVEN = startsWith(GIVEN);
const IS_THEN = startsWith(THEN);
const IS_LINE = startsWith(`${GIVEN}|${THEN}|${OTHERS}`);

/** Names of a scenario: what a heading or line above such a list starts with. */
export const SCENARIO = /^[^\p{L}]*(?:scenario|szenario|scénario|escenario|cenário)(?!\p{L})/iu;

/** What has to be seen to happen, as one text. */
interface Scenario {
  readonly text: Inline;
  /** The same as plain text on one line. */
  readonly plain: string;
  readonly done: boolean;
}

/**
 * The criteria that a list of Gherkin's lines gives (`Given …`, `When …`, `Then …`, an entry each):
 * one for each `Given`, because a line alone says nothing. `undefined` for any other list.
 *
 * @param lead the line above the list that names it, if any
 * @see https://cucumber.io/docs/gherkin/reference
 */
export function scenariosOf(
  list: List,
  lead: RootContent | undefined,
): readonly Scenario[] | undefined {
  const entries = list.children.map((item) => {
    const [first, ...more] = item.children;
    const isLine = first?.type === "paragraph" && more.length === 0;
    return isLine ? { item, first, plain: plainText(first) } : undefined;
  });
  const groups: NonNullable<(typeof entries)[number]>[][] = [];
  for (const entry of entries) {
    if (entry === undefined || !IS_LINE.test(entry.plain)) return undefined;
    if (IS_GIVEN.test(entry.plain)) groups.push([entry]);
    else if (groups.length === 0) return undefined;
    else groups.at(-1)?.push(entry);
  }
  if (!groups.every((group) => group.some(({ plain }) => IS_THEN.test(plain)))) return undefined;
  return groups.map((group): Scenario => {
    const named = groups.length === 1 ? nameOf(lead) : undefined;
    const said = joinInlines(
      group.map(({ first }) => inlineOf(first.children)),
      ", ",
    );
    const text = joinInlines([named, said], ": ") ?? inlineOf([]);
    return {
      text,
      plain: plainText({ type: "paragraph", children: [...text.nodes] }),
      done: group.every(({ item }) => item.checked === true),
    };
  });
}

function nameOf(lead: RootContent | undefined) {
  if (lead?.type !== "paragraph" && lead?.type !== "heading") return undefined;
  const value = plainText(lead)
    .trim()
    .replace(/\s*[:：]$/, "");
  return value === "" ? undefined : inlineOf([{ type: "text", value }]);
}
