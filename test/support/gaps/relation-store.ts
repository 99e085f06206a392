import type { IssueJson } from "../json.js";
import { keyOf, type Site } from "../proxy/site.js";

/** The kinds of relations between the issues of a repository. */
export type Kind = "sub-issue" | "blocked-by";

/** Who belongs to whom. `repository` is `owner/name`, numbers are issue numbers. */
export interface Relations {
  /** The sub-issues, or the blockers, of an issue, in the order in which they came. */
  of(kind: Kind, repository: string, number: number): readonly number[];
  /** The issues that an issue holds up. */
  blockedBy(repository: string, number: number): readonly number[];
  set(kind: Kind, repository: string, number: number, others: readonly number[]): void;
  /** The issue with GitHub's summaries of its relations. */
  summed(repository: string, issue: IssueJson): Promise<IssueJson>;
  /** The issues with those numbers that exist. */
  read(repository: string, numbers: readonly number[]): Promise<IssueJson[]>;
}

/** Remembers relations; states are read from `site`. */
export function createRelations(site: Site): Relations {
  const known = new Map<string, readonly number[]>();
  const at = (kind: Kind, repository: string, number: number): string =>
    `${kind} ${keyOf(repository, number)}`;

  const relations: Relations = {
    of: (kind, repository, number) => known.get(at(kind, repository, number)) ?? [],
    blockedBy(repository, number) {
      const prefix = `blocked-by ${repository.toLowerCase()}#`;
      return [...known]
        .filter(([key, numbers]) => key.startsWith(prefix) && numbers.includes(number))
        .map(([key]) => Number(key.slice(prefix.length)));
    },
    set(kind, repository, number, others) {
      known.set(at(kind, repository, number), others);
    },
    async summed(repository, issue) {
      const { number } = issue;
      const [subs = [], blockers = [], blocking = []] = await Promise.all(
        [
          relations.of("sub-issue", repository, number),
          relations.of("blocked-by", repository, number),
          relations.blockedBy(repository, number),
        ].map((numbers) => relations.read(repository, numbers)),
      );
      const completed = subs.length - openOf(subs);
      return {
        ...issue,
        sub_issues_summary: {
          total: subs.length,
          completed,
          percent_completed: subs.length === 0 ? 0 : Math.floor((100 * completed) / subs.length),
        },
        issue_dependencies_summary: {
          blocked_by: openOf(blockers),
          total_blocked_by: blockers.length,
          blocking: openOf(blocking),
          total_blocking: blocking.length,
        },
      };
    },
    async read(repository, numbers) {
      const found = await Promise.all(numbers.map((number) => site.rawIssue(repository, number)));
      return found.filter((issue) => issue !== undefined);
    },
  };
  return relations;
}

function openOf(issues: readonly IssueJson[]): number {
  return issues.filter(({ state }) => state === "open").length;
}
