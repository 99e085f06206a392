import type { Link, PhrasingContent } from "mdast";
import type { FillInput, View, Value } from "./input.js";
import type { Body } from "../../issue/body.js";
import {
  itemDependencies,
  mergeDependencies,
  readDependencyPhrases,
  type Dependency,
  type RelatedIssue,
} from "../../issue/related.js";
import type { Item } from "../../issue/items.js";
import { plain, type Inline, type Block, wordsOf } from "../../markdown/inline.js";
import { isSameRepository } from "../../model/refs.js";
import { phrasingMarkdown } from "../../markdown/escape.js";
import { plainText } from "../../markdown/parse.js";

/** What the issue waits for: by GitHub, by a section of its body, and by a phrase anywhere in it. */
export function dependenciesOf(
  input: FillInput,
  { source }: Body,
  items: readonly Item[],
): readonly View[] {
  const { owner, name } = input.repository;
  const host = URL.canParse(input.issue.htmlUrl) ? new URL(input.issue.htmlUrl).host : "github.com";
  const context = { owner, repo: name, host };
  const known = (input.extra?.dependencies ?? []).map(
    ({ number, title, state, repository }): Dependency => ({
      issue: { owner: repository?.owner ?? owner, repo: repository?.name ?? name, number },
      text: plain(title),
      done: state === "closed",
    }),
  );
  const hidden = input.extra?.hiddenDependencies ?? 0;
  const counted: readonly Dependency[] =
    hidden === 0
      ? []
      : [{ issue: undefined, text: plain(hiddenIssues(hidden, "issue")), done: false }];
  const listed = items.flatMap((item) => itemDependencies(item, context));
  const phrased = readDependencyPhrases(source.root, context).map((issue): Dependency => ({
    issue,
    text: undefined,
    done: false,
  }));
  const all = mergeDependencies([...known, ...counted, ...listed, ...phrased]);
  const find = titleFinder(input);
  return all
    .filter(({ issue }) => !isItself(issue, input))
    .map((entry) => view(withTitle(entry, input, find), input));
}

/** What is known of other issues: sub-issues, blockers and references. */
export function knownIssues({ extra }: FillInput): readonly RelatedIssue[] {
  return [
    ...(extra?.subIssues ?? []),
    ...(extra?.dependencies ?? []),
    ...(extra?.references ?? []),
  ];
}

/** Finds what is known of the issue or pull request at an address. */
export function titleFinder(input: FillInput): TitleFinder {
  const known = new Map(knownIssues(input).map((issue) => [issueUrl(issue, input), issue]));
  return (url) => known.get(url.replace(/\/pull\/(\d+)$/, "/issues/$1"));
}

/** An entry of which nothing is said is called what its issue is; it is done where that is closed. */
function withTitle(entry: Dependency, input: FillInput, find: TitleFinder): Dependency {
  const { issue, text } = entry;
  if (issue === undefined) return entry;
  const place = { number: issue.number, repository: { owner: issue.owner, name: issue.repo } };
  const known = find(issueUrl(place, input));
  if (known === undefined)
    return text === undefined ? entry : { ...entry, text: withInlineTitles(text, find) };
  return {
    issue,
    text: text === undefined ? plain(known.title) : withInlineTitles(text, find),
    done: entry.done || known.state === "closed",
  };
}

function isItself(issue: Dependency["issue"], input: FillInput): boolean {
  return (
    issue?.number === input.issue.number && isHome({ owner: issue.owner, name: issue.repo }, input)
  );
}

function view({ issue, text, done }: Dependency, input: FillInput): View {
  const box = done ? "x" : " ";
  if (issue === undefined) return { text, done, box };
  const linked = { number: issue.number, repository: { owner: issue.owner, name: issue.repo } };
  return {
    issue: plain(issueName(linked, input)),
    url: plain(issueUrl(linked, input)),
    text,
    done,
    box,
  };
}

type Linked = Pick<RelatedIssue, "number" | "repository">;

/** `#7`, or `owner/repo#7` for an issue of another repository. */
function issueName({ number, repository }: Linked, input: FillInput): string {
  const here = repository === undefined || isHome(repository, input);
  return here ? `#${number}` : `${repository.owner}/${repository.name}#${number}`;
}

/** Whether a repository is the one that the plan is for. */
function isHome(
  { owner, name }: NonNullable<RelatedIssue["repository"]>,
  { repository: home }: FillInput,
): boolean {
  return isSameRepository({ owner, repo: name }, { owner: home.owner, repo: home.name });
}

/** Where an issue is, on the same GitHub as the one that the plan is for. */
function issueUrl({ number, repository }: Linked, input: FillInput): string {
  const { owner, name } = repository ?? input.repository;
  const origin = URL.canParse(input.issue.htmlUrl)
    ? new URL(input.issue.htmlUrl).origin
    : "https://github.com";
  return `${origin}/${owner}/${name}/issues/${number}`;
}

/** How many issues must not be named: `2 issues in private repositories`. */
export function hiddenIssues(count: number, kind: "issue" | "sub-issue"): string {
  return count === 1
    ? `1 ${kind} in a private repository`
    : `${count} ${kind}s in private repositories`;
}

/** A link to an issue: GitHub makes none of `#7` by itself in a file. It shows the title, too. */
export function issueLink(issue: Linked, input: FillInput, title = ""): Inline {
  const value = `${issueName(issue, input)} ${title}`.trim();
  const children = [{ type: "text", value } as const];
  return { kind: "inline", nodes: [{ type: "link", url: issueUrl(issue, input), children }] };
}

/** The issue that an address names; `undefined` where nothing is known of it. */
type TitleFinder = (url: string) => RelatedIssue | undefined;

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
function withInlineTitles(text: Inline, find: TitleFinder): Inline {
  return { kind: "inline", nodes: titledNodes(text.nodes, find) };
}

/** The same for all that a template's variables stand for. */
export function withViewTitles(whole: View, find: TitleFinder): View {
  const titledValue = (value: Value): Value => {
    if (value === undefined || typeof value !== "object") return value;
    if (!("kind" in value)) return value.map((entry) => withViewTitles(entry, find));
    if (value.kind === "inline") return withInlineTitles(value, find);
    return withBlockTitles(value, find);
  };
  return Object.fromEntries(
    Object.entries(whole).map(([name, entry]) => [name, titledValue(entry)]),
  );
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
  const following = next.replace(/^[\s:,(–—-]+/u, "").toLowerCase();
  return following.startsWith(title.trim().toLowerCase());
}

/** A link that shows nothing but the reference: `#7`, `owner/name#7`, or its own address. */
function titledLink(
  { url, children }: Link,
  isMissing: (issue: RelatedIssue) => boolean,
  find: TitleFinder,
): Link | undefined {
  const words = wordsOf(children).trim();
  const issue = REFERENCE.test(words) || words === url ? find(url) : undefined;
  if (issue === undefined || !isMissing(issue)) return undefined;
  const name = REFERENCE.test(words) ? words : nameOf(issue);
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
