import type { Link, PhrasingContent } from "mdast";
import type { RelatedIssue } from "../../issue/related.js";
import type { Item } from "../../issue/items.js";
import { phrasingMarkdown } from "../../markdown/escape.js";
import { type Block, type Inline, wordsOf } from "../../markdown/inline.js";
import { plainText } from "../../markdown/parse.js";
import type { Value, View } from "./input.js";

/** The issue that an address names; `undefined` where nothing is known of it. */
export type TitleFinder = (url: string) => RelatedIssue | undefined;

/** An item whose references show the titles of what they refer to, as far as these are known. */
export function withTitles<T extends Item>(item: T, find: TitleFinder): T {
  const nodes = titledNodes(item.text.nodes, find);
  const details = withBlockTitles(item.details, find);
  return {
    ...item,
    text: { kind: "inline", nodes },
    plain: plainText({ type: "paragraph", children: [...nodes] }) || item.plain,
    details,
    // They are the same block where there are no tasks in it.
    subtasks: item.subtasks === item.details ? details : withBlockTitles(item.subtasks, find),
  };
}

/** The same for text without an item around it. */
export function withInlineTitles(text: Inline, find: TitleFinder): Inline {
  return { kind: "inline", nodes: titledNodes(text.nodes, find) };
}

/** The same for all that a template's variables stand for. */
export function withViewTitles(view: View, find: TitleFinder): View {
  const titledValue = (value: Value): Value => {
    if (value === undefined || typeof value !== "object") return value;
    if (!("kind" in value)) return value.map((it) => withViewTitles(it, find));
    if (value.kind === "inline") return withInlineTitles(value, find);
    return withBlockTitles(value, find);
  };
  return Object.fromEntries(Object.entries(view).map(([name, it]) => [name, titledValue(it)]));
}

function titledNodes(
  nodes: readonly PhrasingContent[],
  find: TitleFinder,
): readonly PhrasingContent[] {
  return nodes.map((node, index) => {
    if (node.type === "link") {
      const next = wordsOf(nodes.slice(index + 1));
      return titledLink(node, ({ title }) => !saysTitle(next, title), find) ?? node;
    }
    if (node.type === "strong" || node.type === "emphasis" || node.type === "delete") {
      return { ...node, children: [...titledNodes(node.children, find)] };
    }
    return node;
  });
}

/** Whether people wrote the title behind the reference themselves. */
function saysTitle(next: string, title: string): boolean {
  const said = next.replace(/^[\s:,(–—-]+/u, "").toLowerCase();
  return said.startsWith(title.trim().toLowerCase());
}

/** A link that shows nothing but the reference: `#7`, `owner/name#7`, or its own address. */
function titledLink(
  { url, children }: Link,
  isMissing: (issue: RelatedIssue) => boolean,
  find: TitleFinder,
): Link | undefined {
  const said = wordsOf(children).trim();
  const issue = REFERENCE.test(said) || said === url ? find(url) : undefined;
  if (issue === undefined || !isMissing(issue)) return undefined;
  const name = REFERENCE.test(said) ? said : nameOf(issue);
  return { type: "link", url, children: [{ type: "text", value: `${name} ${issue.title}` }] };
}

const REFERENCE = /^(?:[\w.-]+\/[\w.-]+)?#\d+$/;

function nameOf({ number, repository }: RelatedIssue): string {
  return repository === undefined
    ? `#${number}`
    : `${repository.owner}/${repository.name}#${number}`;
}

/** A link to an issue as it is written where a reference was: nobody's code looks like that. */
const WRITTEN = /\[((?:[\w.-]+\/[\w.-]+)?#\d+)\]\((https?:\/\/[^\s()]+)\)/g;

/** Lines with code in them, and blocks with fences, stay as they are. */
function withBlockTitles(block: Block | undefined, find: TitleFinder): Block | undefined {
  return (
    block && {
      kind: "block",
      parts: block.parts.map((part) =>
        part.type !== "markdown" || /```|~~~/.test(part.source)
          ? part
          : {
              ...part,
              source: part.source
                .split("\n")
                .map((line) => (line.includes("`") ? line : withLineTitles(line, find)))
                .join("\n"),
            },
      ),
    }
  );
}

function withLineTitles(line: string, find: TitleFinder): string {
  return line.replaceAll(WRITTEN, (written, name: string, url: string, at: number) => {
    const issue = find(url);
    const next = line.slice(at + written.length);
    if (issue === undefined || saysTitle(next, issue.title)) return written;
    const children = [{ type: "text" as const, value: `${name} ${issue.title}` }];
    return phrasingMarkdown([{ type: "link", url, children }], "cell");
  });
}
