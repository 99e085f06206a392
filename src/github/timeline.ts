import type { IssueRef } from "../model/refs.js";
import { commentFromRest, type Comment } from "./comments.js";
import { repoParams, type GitHubClient } from "./http/client.js";
import { repositoryOfUrl } from "./repository.js";

/** A pull request that referred to the issue at some time, or is linked to it, as it is now. */
export interface CrossReference {
  /** Node id; empty where GitHub gives none. */
  readonly id: string;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** Login; `ghost` where the account is gone. */
  readonly author: string;
  /** What its author is to its repository, in GitHub's words: `MEMBER`, `CONTRIBUTOR`, `NONE`. */
  readonly association: string;
  readonly title: string;
  /** Markdown; empty where GitHub says `null`. */
  readonly body: string;
  readonly state: "open" | "draft" | "merged" | "closed";
  readonly htmlUrl: string;
  /** When it was opened: ISO 8601, UTC. */
  readonly createdAt: string;
  /** Whether its repository can be read by anyone. */
  readonly public: boolean;
  /** How many comments it has. */
  readonly comments: number;
  /** When anything of it changed last: ISO 8601, UTC. */
  readonly updatedAt: string;
  /** When it was merged: ISO 8601, UTC; `undefined` where it is not. */
  readonly mergedAt: string | undefined;
  /** GitHub says that it is to close the issue, whatever it says itself. */
  readonly closing?: true;
}

/** What an issue's timeline shows. */
export interface Timeline {
  /** All comments, oldest first. */
  readonly comments: readonly Comment[];
  /** Pull requests, each once, in the order in which they first referred to the issue. */
  readonly references: readonly CrossReference[];
  /** When the issue got another title, and from whom, oldest first. */
  readonly renames: readonly Rename[];
  /** How many pull requests are linked in the Development section of its page, at most. */
  readonly connected: number;
}

/** A change of an issue's title. */
export interface Rename {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Login; `ghost` where the account is gone. */
  readonly by: string;
}

/**
 * The comments of an issue and the pull requests that refer to it, over all pages of its timeline:
 * one request a hundred events.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/issue-event-types#commented
 * @see https://docs.github.com/rest/using-the-rest-api/issue-event-types#cross-referenced
 */
export async function readTimeline(github: GitHubClient, ref: IssueRef): Promise<Timeline> {
  const events = await github.paginate(github.rest.issues.listEventsForTimeline, {
    ...repoParams(ref),
    issue_number: ref.number,
    per_page: 100,
  });
  const comments = new Map<number, Comment>();
  const references = new Map<string, CrossReference>();
  const renames: Rename[] = [];
  let connected = 0;
  for (const event of events) {
    if (event.event === "connected") connected += 1;
    if (event.event === "disconnected") connected -= 1;
    if (event.event === "renamed" && "created_at" in event && "actor" in event) {
      renames.push({ at: event.created_at ?? "", by: event.actor?.login ?? "ghost" });
    }
    if (event.event === "commented" && "issue_url" in event) {
      comments.set(event.id, commentFromRest(event));
    }
    if (event.event !== "cross-referenced" || !("source" in event)) continue;
    const pull = event.source.issue === undefined ? undefined : toPull(event.source.issue);
    if (pull !== undefined) references.set(pull.htmlUrl, pull);
  }
  return {
    comments: [...comments.values()],
    references: [...references.values()],
    renames,
    connected,
  };
}

/** The part of GitHub's issue object that is read here. */
interface SourceIssue {
  readonly node_id?: string;
  readonly number: number;
  readonly user?: { readonly login: string } | null;
  readonly author_association?: string;
  readonly updated_at?: string;
  readonly title: string;
  readonly body?: string | null;
  readonly state: string;
  readonly draft?: boolean;
  readonly comments?: number;
  readonly html_url: string;
  readonly created_at: string;
  readonly repository_url: string;
  readonly repository?: { readonly private: boolean };
  readonly pull_request?: { readonly merged_at?: string | null };
}

function toPull(source: SourceIssue): CrossReference | undefined {
  if (source.pull_request === undefined) return undefined;
  const repository = repositoryOfUrl(source.repository_url);
  if (repository === undefined) return undefined;
  return {
    id: source.node_id ?? "",
    ...repository,
    number: source.number,
    author: source.user?.login ?? "ghost",
    createdAt: source.created_at,
    association: source.author_association ?? "NONE",
    title: source.title,
    body: source.body ?? "",
    state: stateOf(source),
    htmlUrl: source.html_url,
    public: source.repository?.private === false,
    comments: source.comments ?? 0,
    updatedAt: source.updated_at ?? "",
    mergedAt: source.pull_request.merged_at ?? undefined,
  };
}

function stateOf(source: SourceIssue): CrossReference["state"] {
  if (source.pull_request?.merged_at) return "merged";
  if (source.state === "closed") return "closed";
  return source.draft === true ? "draft" : "open";
}
