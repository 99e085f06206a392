import type { IssueJson } from "../json.js";
import { keyOf, type Site } from "../proxy/site.js";

/** The kinds of relations between issues. */
export type Kind = "sub-issue" | "blocked-by";

/** An issue by its name. `repository` is `owner/name`. */
export interface IssueName {
  readonly repository: string;
  readonly number: number;
}

/** Who belongs to whom, across repositories. */
export interface Relations {
  /** The sub-issues, or the blockers, of an issue, in the order in which they came. */
  of(kind: Kind, issue: IssueName): readonly IssueName[];
  /** The issues that an issue holds up. */
  blockedBy(issue: IssueName): readonly IssueName[];
  set(kind: Kind, issue: IssueName, others: readonly IssueName[]): void;
  /** The issue with GitHub's summaries of its relations. */
  summed(issue: IssueJson): Promise<IssueJson>;
  /** Those of the issues that exist. */
  read(names: readonly IssueName[]): Promise<IssueJson[]>;
}

/** The name of an issue as GitHub shows it. */
export function nameOf(issue: IssueJson): IssueName {
  // The emulator's pull requests have no repository_url.
  const url = String(issue["repository_url"] ?? issue["url"]);
  const repository = /\/repos\/([^/]+\/[^/]+)(?:\/(?:issues|pulls)\/\d+)?$/.exec(url)?.[1];
  if (repository === undefined) throw new Error(`issue ${issue.number} names no repository`);
  return { repository, number: issue.number };
}

/** Whether both are one issue. */
export function isSameIssue(a: IssueName, b: IssueName): boolean {
  return keyOf(a.repository, a.number) === keyOf(b.repository, b.number);
}

/** One issue's relations of one kind. */
interface Entry {
  readonly kind: Kind;
  readonly issue: IssueName;
  readonly others: readonly IssueName[];
}

/** Remembers relations; states are read from `site`. */
export function createRelations(site: Site): Relations {
  const known = new Map<string, Entry>();
  const at = (kind: Kind, { repository, number }: IssueName): string =>
    `${kind} ${keyOf(repository, number)}`;

  const relations: Relations = {
    of: (kind, issue) => known.get(at(kind, issue))?.others ?? [],
    blockedBy: (issue) =>
      [...known.values()]
        .filter(({ kind, others }) => {
          return kind === "blocked-by" && others.some((other) => isSameIssue(other, issue));
        })
        .map((entry) => entry.issue),
    set(kind, issue, others) {
      known.set(at(kind, issue), { kind, issue, others });
    },
    async summed(issue) {
      const name = nameOf(issue);
      const [subs = [], blockers = [], blocking = []] = await Promise.all(
        [
          relations.of("sub-issue", name),
          relations.of("blocked-by", name),
          relations.blockedBy(name),
        ].map((names) => relations.read(names)),
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
    async read(names) {
      const found = await Promise.all(
        names.map(({ repository, number }) => site.rawIssue(repository, number)),
      );
      return found.filter((issue) => issue !== undefined);
    },
  };
  return relations;
}

function openOf(issues: readonly IssueJson[]): number {
  return issues.filter(({ state }) => state === "open").length;
}
