import { defineTask } from "../model/compute.js";
import type { Definition, Link, LinkReference, Root, RootContent } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { inlineOf, wordsOf } from "../markdown/inline.js";
import { readBody, type Body } from "./body.js";
import type { Issue } from "./issue.js";
import type { SectionKind } from "./section-kinds.js";
import type { Item } from "./items.js";

/** Whose links are listed already, or lead nowhere that the work is about. */
const WITHOUT: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "links",
  "dependencies",
  "declaration",
]);

/** More links than this are a list of links, not documents that belong to an issue. */
const MOST = 20;

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
  const texts = sections.filter(({ kind }) => !WITHOUT.has(kind)).flatMap(({ nodes }) => nodes);
  for (const node of linkNodes(texts)) {
    const url = addressOf(node);
    if (isReference(node) || !/^https?:\/\//i.test(url) || known.has(url) || found.length === MOST)
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
  const said = wordsOf(children);
  const shown = said === "" ? [{ type: "text" as const, value: url }] : children;
  return {
    text: inlineOf([{ type: "link", url, children: shown }]),
    plain: said || url,
    done: false,
    details: undefined,
    subtasks: undefined,
    files: [],
  };
}
