import type { Body } from "../../issue/body.js";
import {
  itemDependencies,
  mergeDependencies,
  readDependencyPhrases,
  type Dependency,
} from "../../issue/dependencies.js";
import type { Item } from "../../issue/items.js";
import { plain } from "../../issue/value.js";
import type { FillInput } from "./input.js";
import { hiddenIssues, isHome, issueName, issueUrl } from "./issue-link.js";
import type { View } from "./view.js";

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
  return all.filter(({ issue }) => !isItself(issue, input)).map((entry) => view(entry, input));
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
