import { isSameRepository } from "../../issue-ref.js";
import type { RelatedIssue } from "../../issue/dependencies.js";
import type { Inline } from "../../issue/value.js";
import type { FillInput } from "./input.js";

type Linked = Pick<RelatedIssue, "number" | "repository">;

/** `#7`, or `owner/repo#7` for an issue of another repository. */
export function issueName({ number, repository }: Linked, input: FillInput): string {
  const here = repository === undefined || isHome(repository, input);
  return here ? `#${number}` : `${repository.owner}/${repository.name}#${number}`;
}

/** Whether a repository is the one that the plan is for. */
export function isHome(
  { owner, name }: NonNullable<RelatedIssue["repository"]>,
  { repository: home }: FillInput,
): boolean {
  return isSameRepository({ owner, repo: name }, { owner: home.owner, repo: home.name });
}

/** Where an issue is, on the same GitHub as the one that the plan is for. */
export function issueUrl({ number, repository }: Linked, input: FillInput): string {
  const { owner, name } = repository ?? input.repository;
  const origin = URL.canParse(input.issue.htmlUrl)
    ? new URL(input.issue.htmlUrl).origin
    : "https://github.com";
  return `${origin}/${owner}/${name}/issues/${number}`;
}

/** Tells of issues that must not be named: `2 issues in private repositories`. */
export function hiddenIssues(count: number, kind: "issue" | "sub-issue"): string {
  return count === 1
    ? `1 ${kind} in a private repository`
    : `${count} ${kind}s in private repositories`;
}

/** A link to an issue: GitHub makes none of `#7` by itself in a file. */
export function issueLink(issue: Linked, input: FillInput): Inline {
  const children = [{ type: "text", value: issueName(issue, input) } as const];
  return { kind: "inline", nodes: [{ type: "link", url: issueUrl(issue, input), children }] };
}
