import type { IssueRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";

/** A pull request that referred to the issue at some time, as it is now. */
export interface CrossReference {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** Login; `ghost` where the account is gone. */
  readonly author: string;
  readonly title: string;
  /** Markdown; empty where GitHub says `null`. */
  readonly body: string;
  readonly state: "open" | "draft" | "merged" | "closed";
  readonly htmlUrl: string;
  /** Whether its repository can be read by anyone. */
  readonly public: boolean;
}

/**
 * The pull requests that the issue's timeline names in cross-reference events, each once, in the
 * order in which they first referred to the issue, over all pages.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/issue-event-types#cross-referenced
 */
export async function crossReferences(
  github: GitHubClient,
  ref: IssueRef,
): Promise<readonly CrossReference[]> {
  const events = await github.paginate(github.rest.issues.listEventsForTimeline, {
    ...pathOf(ref),
    issue_number: ref.number,
    per_page: 100,
  });
  const found = new Map<string, CrossReference>();
  for (const event of events) {
    if (event.event !== "cross-referenced" || !("source" in event)) continue;
    const pull = event.source.issue === undefined ? undefined : toPull(event.source.issue);
    if (pull !== undefined) found.set(pull.htmlUrl, pull);
  }
  return [...found.values()];
}

/** The part of GitHub's issue object that is read here. */
interface SourceIssue {
  readonly number: number;
  readonly user?: { readonly login: string } | null;
  readonly title: string;
  readonly body?: string | null;
  readonly state: string;
  readonly draft?: boolean;
  readonly html_url: string;
  readonly repository_url: string;
  readonly repository?: { readonly private: boolean };
  readonly pull_request?: { readonly merged_at?: string | null };
}

function toPull(source: SourceIssue): CrossReference | undefined {
  if (source.pull_request === undefined) return undefined;
  const [owner, repo] = source.repository_url.split("/").slice(-2);
  if (owner === undefined || repo === undefined) return undefined;
  return {
    owner,
    repo,
    number: source.number,
    author: source.user?.login ?? "ghost",
    title: source.title,
    body: source.body ?? "",
    state: stateOf(source),
    htmlUrl: source.html_url,
    public: source.repository?.private === false,
  };
}

function stateOf(source: SourceIssue): CrossReference["state"] {
  if (source.pull_request?.merged_at) return "merged";
  if (source.state === "closed") return "closed";
  return source.draft === true ? "draft" : "open";
}
