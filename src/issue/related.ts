import type { Root, RootContent, Definition, Link, LinkReference } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import {
  flatInline,
  joinInlines,
  plain,
  type Inline,
  inlineOf,
  wordsOf,
} from "../markdown/inline.js";
import {
  flatten,
  linkToken,
  OPAQUE,
  readTitleReferences,
  type Reference,
  type ReferenceContext,
} from "../markdown/references.js";
import { repositoryKey } from "../model/refs.js";
import type { Item } from "./items.js";
import { defineTask } from "../model/compute.js";
import { readBody, type Body } from "./body.js";
import type { Issue } from "./issue.js";
import type { SectionKind } from "./section-kinds.js";

/** Something that the work of an issue waits for. */
export interface Dependency {
  /** The issue that it is; `undefined` for something that is none. */
  readonly issue: Pick<Reference, "owner" | "repo" | "number"> | undefined;
  /** What it provides, as far as anybody said. */
  readonly text: Inline | undefined;
  /** It is there already. */
  readonly done: boolean;
}

/** An issue as GitHub lists it among an issue's sub-issues or dependencies. */
export interface RelatedIssue {
  readonly number: number;
  readonly title: string;
  readonly state: "open" | "closed";
  /** Where it lives, if that is another repository. */
  readonly repository?: { readonly owner: string; readonly name: string } | undefined;
}

const PHRASE =
  /\b(?=[bdrw])(?<!\b(?:no longer|not|never|isn['’]t|was|were)\s+)(?:depends?(?:\s+up)?\s*on|dependent on|depending on|blocked (?:by|on)|requires|waits? (?:for|on)|waiting (?:for|on))(?:\s+issues?)?\s*:?\s*/giu;

/** One reference, a link token included; what stands between two of a list. */
const REFERENCE = String.raw`(?:\0\d+\0|(?:[a-z\d][\w-]*/[\w.-]+)?#\d+|GH-\d+)(?!\w)`;
const LIST = new RegExp(
  String.raw`${REFERENCE}(?:\s*(?:(?:,|;|&|and\b|or\b)\s*)+${REFERENCE})*`,
  "iy",
);

/** The issues that a text says it depends on: `depends on #7`, `blocked by owner/repo#7 and #8`. */
export function readDependencyPhrases(root: Root, context: ReferenceContext): readonly Reference[] {
  return flatten(root).flatMap(({ text, links }) =>
    [...text.matchAll(PHRASE)].flatMap((match) => {
      LIST.lastIndex = match.index + match[0].length;
      const list = LIST.exec(text)?.[0] ?? "";
      return readTitleReferences(withLinks(list, links), context);
    }),
  );
}

function withLinks(text: string, links: readonly string[]): string {
  return links.reduce((all, url, index) => all.replaceAll(linkToken(index), ` ${url} `), text);
}

/** The entries of a section about dependencies. An entry may name several issues, or none. */
export function itemDependencies(item: Item, context: ReferenceContext): readonly Dependency[] {
  const root: RootContent = { type: "paragraph", children: [...item.text.nodes] };
  const [stretch] = flatten(root);
  const issues = readTitleReferences(withLinks(stretch?.text ?? "", stretch?.links ?? []), context);
  const below = flatInline(item.details);
  if (issues.length === 0) {
    return [{ issue: undefined, text: joinInlines([item.text, below], " – "), done: item.done }];
  }
  const words = stretch?.text ?? "";
  // Code and other links are more than words: such an entry is kept whole.
  const whole =
    words.includes(OPAQUE) ||
    stretch?.links.some((url) => readTitleReferences(url, context).length === 0);
  const own = whole ? item.text : plain(withoutReferences(words));
  const text = joinInlines([own, below], " – ");
  return issues.map((issue) => ({ issue, text, done: item.done }));
}

/** What an entry says beside the issues that it names. */
function withoutReferences(text: string): string {
  const list = new RegExp(LIST.source, "gi");
  return text
    .replaceAll(PHRASE, " ")
    .replaceAll(list, " ")
    .replaceAll(/\(\s*\)|\[\s*\]/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^[\s:;,.–—-]+|[\s:;,–—-]+$/g, "");
}

/** One entry an issue, with all that is said of it. */
export function mergeDependencies(all: readonly Dependency[]): readonly Dependency[] {
  const merged = new Map<string, Dependency>();
  for (const [index, next] of all.entries()) {
    const key = next.issue === undefined ? `other ${index}` : issueKeyOf(next.issue);
    const known = merged.get(key);
    merged.set(key, known === undefined ? next : mergeTwo(known, next));
  }
  return [...merged.values()];
}

function mergeTwo(known: Dependency, next: Dependency): Dependency {
  const same = saidIn(known.text) === saidIn(next.text);
  const text = same ? known.text : joinInlines([known.text, next.text], "; ");
  return { issue: known.issue, text, done: known.done || next.done };
}

function saidIn(text: Inline | undefined): string {
  return text === undefined ? "" : wordsOf(text.nodes);
}

function issueKeyOf(issue: Pick<Reference, "owner" | "repo" | "number">): string {
  return `${repositoryKey(issue)}#${issue.number}`;
}

/** Whose links are listed already, or lead nowhere that the work is about. */
const WITHOUT_LINKS: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "links",
  "dependencies",
  "declaration",
]);

/** More links than this are a list of links, not documents that belong to an issue. */
const MAX_LINKS = 20;

/** The links in an issue's text, each address once, those of its list of links left out. */
export function linksIn({ sections, definitions }: Body): readonly Item[] {
  const targets = new Map(
    definitions
      .filter((node): node is Definition => node.type === "definition")
      .toReversed()
      .map(({ identifier, url }) => [identifier, url]),
  );
  const addressOf = (node: Link | LinkReference) =>
    node.type === "link" ? node.url : (targets.get(node.identifier) ?? "");
  const listed = sections.filter(({ kind }) => kind === "links").flatMap(({ nodes }) => nodes);
  const known = new Set(linkNodes(listed).map(addressOf));
  const found: Item[] = [];
  const texts = sections
    .filter(({ kind }) => !WITHOUT_LINKS.has(kind))
    .flatMap(({ nodes }) => nodes);
  for (const node of linkNodes(texts)) {
    const url = addressOf(node);
    if (
      isReference(node) ||
      !/^https?:\/\//i.test(url) ||
      known.has(url) ||
      found.length === MAX_LINKS
    )
      continue;
    known.add(url);
    found.push(itemOf(node, url));
  }
  return found;
}

/** Numbers of the issues and pull requests of its own repository that an issue refers to, in order. */
export function referencedNumbers({ body, htmlUrl }: Issue): readonly number[] {
  const home = htmlUrl.replace(/\/issues\/\d+$/, "").toLowerCase();
  const { sections } = readBody(body, htmlUrl);
  const numbers = linkNodes(sections.flatMap(({ nodes }) => nodes)).flatMap((node) => {
    if (node.type !== "link" || !node.url.toLowerCase().startsWith(`${home}/`)) return [];
    const [, number] =
      /^\/(?:issues|pull)\/([1-9]\d{0,8})$/.exec(node.url.slice(home.length)) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)];
}

/** {@link referencedNumbers}. */
export const REFERENCED = defineTask("the references of an issue", referencedNumbers);

/** Whether a link shows no more than `#7`: such references are no documents. */
function isReference({ children }: Link | LinkReference): boolean {
  return /^(?:[\w.-]+\/[\w.-]+)?#\d+$/.test(wordsOf(children));
}

function linkNodes(nodes: readonly RootContent[]): readonly (Link | LinkReference)[] {
  const found: (Link | LinkReference)[] = [];
  const root: Root = { type: "root", children: [...nodes] };
  visitParents(root, (node) => {
    if (node.type === "link" || node.type === "linkReference") found.push(node);
  });
  return found;
}

function itemOf({ children }: Link | LinkReference, url: string): Item {
  const words = wordsOf(children);
  const shown = words === "" ? [{ type: "text" as const, value: url }] : children;
  return {
    text: inlineOf([{ type: "link", url, children: shown }]),
    plain: words || url,
    done: false,
    details: undefined,
    subtasks: undefined,
    files: [],
  };
}
