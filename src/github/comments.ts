import type { IssueOrPullRef, RepositoryRef } from "../model/refs.js";
import { NO_CACHE, NO_RETRY, repoParams, type GitHubClient } from "./http/client.js";
import { undefinedOn404 } from "./http/errors.js";

/** A comment on an issue. */
export interface Comment {
  readonly id: number;
  /** Node id; empty where GitHub gives none. */
  readonly nodeId: string;
  /** Login; `ghost` where the account is gone. Apps end in `[bot]`, which people's logins cannot. */
  readonly author: string;
  readonly body: string;
  /** By an App, or another account that is no person's. */
  readonly isBot: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The same where nobody has edited it; a later one is no proof that somebody has. */
  readonly updatedAt: string;
  /** How many there are of each, whoever put them there. */
  readonly reactions: { readonly eyes: number; readonly rocket: number; readonly confused: number };
}

/** All comments of the issue, oldest first, over all pages. */
export async function listComments(
  github: GitHubClient,
  ref: IssueOrPullRef,
): Promise<readonly Comment[]> {
  const comments = await github.paginate(github.rest.issues.listComments, {
    ...repoParams(ref),
    issue_number: ref.number,
    per_page: 100,
  });
  return comments.map(commentFromRest);
}

/** Reads GitHub's comment object. */
export function commentFromRest(comment: {
  readonly id: number;
  readonly node_id?: string;
  readonly user?: { readonly login: string; readonly type?: string } | null;
  readonly body?: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly reactions?: Partial<Comment["reactions"]>;
}): Comment {
  const { id, user, body, created_at: createdAt, updated_at: updatedAt, reactions } = comment;
  return {
    id,
    nodeId: comment.node_id ?? "",
    author: user?.login ?? "ghost",
    body: body ?? "",
    isBot: user?.type === "Bot",
    createdAt,
    updatedAt,
    reactions: {
      eyes: reactions?.eyes ?? 0,
      rocket: reactions?.rocket ?? 0,
      confused: reactions?.confused ?? 0,
    },
  };
}

/**
 * The first hundred comments of the issue that changed at `since` or after.
 *
 * @param since UTC, ISO 8601
 */
export async function commentedSince(
  github: GitHubClient,
  ref: IssueOrPullRef,
  since: string,
): Promise<readonly Comment[]> {
  const { data } = await github.rest.issues.listComments({
    ...repoParams(ref),
    issue_number: ref.number,
    since,
    per_page: 100,
  });
  return data.map(commentFromRest);
}

/** A comment, with the issue or pull request that it is on. */
export interface PlacedComment extends Comment {
  readonly issue: number;
}

/**
 * The comments of a repository's issues and pull requests that changed at `since` or after, the latest
 * change first; `undefined` where there are more than `maxPages` hundred.
 *
 * @param since UTC, ISO 8601
 * @see https://docs.github.com/rest/issues/comments#list-issue-comments-for-a-repository
 */
export async function repositoryCommentsSince(
  github: GitHubClient,
  ref: RepositoryRef,
  since: string,
  maxPages: number,
): Promise<readonly PlacedComment[] | undefined> {
  const found: PlacedComment[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await github.rest.issues.listCommentsForRepo({
      ...repoParams(ref),
      sort: "updated",
      direction: "desc",
      since,
      per_page: 100,
      page,
    });
    for (const comment of data) {
      const issue = Number(comment.issue_url.split("/").at(-1));
      found.push({ ...commentFromRest(comment), issue });
    }
    if (data.length < 100) return found;
  }
  return undefined;
}

/** When a comment of the repository changed last: UTC, ISO 8601; `undefined` where there is none. */
export async function latestCommentChange(
  github: GitHubClient,
  ref: RepositoryRef,
): Promise<string | undefined> {
  const { data } = await github.rest.issues.listCommentsForRepo({
    ...repoParams(ref),
    sort: "updated",
    direction: "desc",
    per_page: 1,
  });
  return data[0]?.updated_at;
}

/** What a comment says now, whatever is remembered of it; `undefined` where it is gone. */
export async function readComment(
  github: GitHubClient,
  ref: IssueOrPullRef,
  id: number,
): Promise<string | undefined> {
  const answer = await undefinedOn404(
    github.rest.issues.getComment({ ...repoParams(ref), comment_id: id, ...NO_CACHE }),
  );
  return answer && (answer.data.body ?? "");
}

/** Writes a new comment; its id. */
export async function createComment(
  github: GitHubClient,
  ref: IssueOrPullRef,
  body: string,
): Promise<number> {
  const answer = await github.rest.issues.createComment({
    ...repoParams(ref),
    issue_number: ref.number,
    body,
    ...NO_RETRY,
  });
  return answer.data.id;
}

/** Replaces a comment's text; `false` where the comment is gone. */
export async function updateComment(
  github: GitHubClient,
  ref: IssueOrPullRef,
  id: number,
  body: string,
): Promise<boolean> {
  const answer = await undefinedOn404(
    github.rest.issues.updateComment({ ...repoParams(ref), comment_id: id, body }),
  );
  return answer !== undefined;
}

/** Removes a comment; fine where it is gone already. */
export async function deleteComment(
  github: GitHubClient,
  ref: IssueOrPullRef,
  id: number,
): Promise<void> {
  await undefinedOn404(github.rest.issues.deleteComment({ ...repoParams(ref), comment_id: id }));
}

/** A reaction with which the App answers. */
export type Reaction = "eyes" | "rocket" | "confused";

/**
 * Puts the App's reaction on a comment; fine where it is there already, and where the comment is
 * gone.
 *
 * @see https://docs.github.com/rest/reactions/reactions#create-reaction-for-an-issue-comment
 */
export async function react(
  github: GitHubClient,
  repository: RepositoryRef,
  comment: number,
  content: Reaction,
): Promise<void> {
  await undefinedOn404(
    github.rest.reactions.createForIssueComment({
      ...repoParams(repository),
      comment_id: comment,
      content,
    }),
  );
}

/**
 * What `login` has put on a comment, over all pages; `undefined` where the comment is gone.
 *
 * @see https://docs.github.com/rest/reactions/reactions#list-reactions-for-an-issue-comment
 */
export async function reactionsBy(
  github: GitHubClient,
  repository: RepositoryRef,
  comment: number,
  login: string,
): Promise<ReadonlySet<string> | undefined> {
  const all = await undefinedOn404(
    github.paginate(github.rest.reactions.listForIssueComment, {
      ...repoParams(repository),
      comment_id: comment,
      per_page: 100,
    }),
  );
  return all && new Set(all.flatMap(({ user, content }) => (user?.login === login ? content : [])));
}
