import type { FillInput, View } from "./input.js";
import type { Body } from "../../issue/body.js";
import {
  itemDependencies,
  mergeDependencies,
  readDependencyPhrases,
  type Dependency,
  type RelatedIssue,
} from "../../issue/related.js";
import type { Item } from "../../issue/items.js";
import { plain, type Inline } from "../../markdown/inline.js";
import { isSameRepository } from "../../model/refs.js";
import { withInlineTitles, type TitleFinder } from "./titles.js";

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
  const said = readDependencyPhrases(source.root, context).map((issue): Dependency => ({
    issue,
    text: undefined,
    done: false,
  }));
  const all = mergeDependencies([...known, ...counted, ...listed, ...said]);
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
