import type { Octokit } from "@octokit/rest";
import { trusted, type CommentJson, type IssueJson, type Json, type PullJson } from "./json.js";
import { waitFor } from "./wait-for.js";
import { readWorld, type World, type WorldOptions } from "./world.js";

/** Where, how and by whom a file is written. */
interface CommitOptions {
  /** The default branch by default. */
  readonly branch?: string;
  readonly message?: string;
  /** The first user by default. */
  readonly login?: string;
}

/** A new issue. */
export interface NewIssue {
  readonly title: string;
  readonly body?: string;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
  /** The first user by default. */
  readonly login?: string;
}

/** A new pull request. */
interface NewPull {
  readonly title: string;
  readonly head: string;
  /** `main` by default. */
  readonly base?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly login?: string;
}

/** What tests and the demo do again and again. Numbers are issue or pull request numbers. */
export interface Helpers {
  /** Writes a file as one commit; makes the branch off the default branch where it is missing. */
  setFile(path: string, text: string, options?: CommitOptions): Promise<void>;
  removeFile(path: string, options?: CommitOptions): Promise<void>;
  /** The file's text on `ref`, the default branch by default; `undefined` where there is none. */
  readFile(path: string, ref?: string): Promise<string | undefined>;
  /** Makes a branch off another, `main` by default. */
  makeBranch(name: string, from?: string): Promise<void>;
  deleteBranch(name: string, login?: string): Promise<void>;
  /** @returns its number */
  openIssue(issue: NewIssue): Promise<number>;
  /** @returns its number */
  openPull(pull: NewPull): Promise<number>;
  label(number: number, name: string, login?: string): Promise<void>;
  unlabel(number: number, name: string, login?: string): Promise<void>;
  mergePull(number: number, options?: MergeOptions): Promise<void>;
  /** Turns a draft into a pull request that is ready, or back (GraphQL alone can at GitHub). */
  setDraft(number: number, draft: boolean, login?: string): Promise<void>;
  closePull(number: number, login?: string): Promise<void>;
  closeIssue(number: number, login?: string): Promise<void>;
  /** Makes issue `child` a sub-issue of `parent`. */
  addSubIssue(parent: number, child: number, login?: string): Promise<void>;
  /** Makes issue `blocker` hold up issue `number`. */
  blockIssue(number: number, blocker: number, login?: string): Promise<void>;
  /** Links a pull request in the Development section of an issue: its page alone can at GitHub. */
  linkInDevelopment(issue: number, pull: number, login?: string): Promise<void>;
  /** Takes that back. */
  unlinkInDevelopment(issue: number, pull: number, login?: string): Promise<void>;
  /** GraphQL alone can at GitHub. */
  deleteIssue(number: number, login?: string): Promise<void>;
  /** Makes the repository read-only, or brings it back. */
  setArchived(archived: boolean, login?: string): Promise<void>;
  /** Renames the repository; the old name, which these helpers go on using, redirects. */
  renameRepository(name: string, login?: string): Promise<void>;
  /** Writes a comment. @returns its id */
  comment(number: number, body: string, login?: string): Promise<number>;
  /** Puts a reaction on a comment: `eyes`, `rocket`, `confused`. */
  react(comment: number, content: Reaction, login?: string): Promise<void>;
  /** What the App has put on a comment. */
  reactions(comment: number): Promise<readonly string[]>;
  issue(number: number): Promise<IssueJson>;
  /** Oldest first. */
  comments(number: number): Promise<CommentJson[]>;
  timeline(number: number): Promise<Json[]>;
  pull(number: number): Promise<PullJson>;
  /** All of them, open and closed, lowest number first. */
  pulls(): Promise<PullJson[]>;
  waitFor: typeof waitFor;
  /** The whole repository, so that two runs can be compared. */
  world(options?: WorldOptions): Promise<World>;
}

/** What a reaction shows. */
type Reaction = "eyes" | "rocket" | "confused";

/** How to merge. */
interface MergeOptions {
  readonly method?: "merge" | "squash" | "rebase";
  readonly login?: string;
  readonly commitTitle?: string;
  readonly commitMessage?: string;
}

const DEVELOPMENT = "/repos/{owner}/{repo}/issues/{issue_number}/development/{pull}";
const DEPENDENCIES = "/repos/{owner}/{repo}/issues/{issue_number}/dependencies";

/** @param as gives a client that acts as a user, as the first user where no login is given */
export function createHelpers(
  as: (login?: string) => Octokit,
  where: { readonly owner: string; readonly repo: string },
  siteUrl: string,
): Helpers {
  const reader = as();

  async function blobSha(path: string, ref: string): Promise<string | undefined> {
    const found = await orUndefined(reader.rest.repos.getContent({ ...where, path, ref }));
    return found === undefined || Array.isArray(found.data) ? undefined : found.data.sha;
  }

  async function idOf(number: number): Promise<number> {
    const found = await reader.rest.issues.get({ ...where, issue_number: number });
    return found.data.id;
  }

  async function ensureBranch(name: string): Promise<void> {
    const found = await orUndefined(reader.rest.git.getRef({ ...where, ref: `heads/${name}` }));
    if (found === undefined) await helpers.makeBranch(name);
  }

  const helpers: Helpers = {
    async setFile(path, text, { branch = "main", message = `Write ${path}`, login } = {}) {
      await ensureBranch(branch);
      const sha = await blobSha(path, branch);
      await as(login).rest.repos.createOrUpdateFileContents({
        ...where,
        path,
        branch,
        message,
        content: Buffer.from(text).toString("base64"),
        ...(sha === undefined ? {} : { sha }),
      });
    },
    async removeFile(path, { branch = "main", message = `Remove ${path}`, login } = {}) {
      const sha = (await blobSha(path, branch)) ?? "";
      await as(login).rest.repos.deleteFile({ ...where, path, branch, message, sha });
    },
    async readFile(path, ref = "main") {
      const found = await orUndefined(reader.rest.repos.getContent({ ...where, path, ref }));
      if (found === undefined || Array.isArray(found.data)) return undefined;
      return "content" in found.data ? Buffer.from(found.data.content, "base64").toString() : "";
    },
    async makeBranch(name, from = "main") {
      const { data } = await reader.rest.git.getRef({ ...where, ref: `heads/${from}` });
      await reader.rest.git.createRef({
        ...where,
        ref: `refs/heads/${name}`,
        sha: data.object.sha,
      });
    },
    async deleteBranch(name, login) {
      await as(login).rest.git.deleteRef({ ...where, ref: `heads/${name}` });
    },
    async openIssue({ login, labels = [], assignees = [], ...issue }) {
      const opened = await as(login).rest.issues.create({
        ...where,
        ...issue,
        labels: [...labels],
        assignees: [...assignees],
      });
      return opened.data.number;
    },
    async openPull({ login, base = "main", ...pull }) {
      const opened = await as(login).rest.pulls.create({ ...where, base, ...pull });
      return opened.data.number;
    },
    async label(number, name, login) {
      const labels = [name];
      await as(login).rest.issues.addLabels({ ...where, issue_number: number, labels });
    },
    async unlabel(number, name, login) {
      await as(login).rest.issues.removeLabel({ ...where, issue_number: number, name });
    },
    async mergePull(number, { login, method, commitTitle, commitMessage } = {}) {
      await as(login).rest.pulls.merge({
        ...where,
        pull_number: number,
        ...(method === undefined ? {} : { merge_method: method }),
        ...(commitTitle === undefined ? {} : { commit_title: commitTitle }),
        ...(commitMessage === undefined ? {} : { commit_message: commitMessage }),
      });
    },
    async setDraft(number, draft, login) {
      const path = { ...where, pull_number: number, draft };
      await as(login).request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", path);
    },
    async closePull(number, login) {
      await as(login).rest.pulls.update({ ...where, pull_number: number, state: "closed" });
    },
    async closeIssue(number, login) {
      await as(login).rest.issues.update({ ...where, issue_number: number, state: "closed" });
    },
    async addSubIssue(parent, child, login) {
      const sub_issue_id = await idOf(child);
      const { rest } = as(login);
      await rest.issues.addSubIssue({ ...where, issue_number: parent, sub_issue_id });
    },
    async blockIssue(number, blocker, login) {
      const path = { ...where, issue_number: number, issue_id: await idOf(blocker) };
      await as(login).request(`POST ${DEPENDENCIES}/blocked_by`, path);
    },
    async linkInDevelopment(issue_number, pull, login) {
      await as(login).request(`PUT ${DEVELOPMENT}`, { ...where, issue_number, pull });
    },
    async unlinkInDevelopment(issue_number, pull, login) {
      await as(login).request(`DELETE ${DEVELOPMENT}`, { ...where, issue_number, pull });
    },
    async deleteIssue(number, login) {
      const path = { ...where, issue_number: number };
      await as(login).request("DELETE /repos/{owner}/{repo}/issues/{issue_number}", path);
    },
    async setArchived(archived, login) {
      await as(login).rest.repos.update({ ...where, archived });
    },
    async renameRepository(name, login) {
      await as(login).rest.repos.update({ ...where, name });
    },
    async comment(number, body, login) {
      const written = await as(login).rest.issues.createComment({
        ...where,
        issue_number: number,
        body,
      });
      return written.data.id;
    },
    async react(comment, content, login) {
      const { rest } = as(login);
      await rest.reactions.createForIssueComment({ ...where, comment_id: comment, content });
    },
    async reactions(comment) {
      const options = { ...where, comment_id: comment, per_page: 100 };
      const found = await reader.paginate(reader.rest.reactions.listForIssueComment, options);
      return found.flatMap(({ user, content }) => (user?.login.endsWith("[bot]") ? content : []));
    },
    async issue(number) {
      const found = await reader.rest.issues.get({ ...where, issue_number: number });
      return trusted<IssueJson>(found.data);
    },
    async comments(number) {
      const options = { ...where, issue_number: number, per_page: 100 };
      const found = await reader.paginate(reader.rest.issues.listComments, options);
      return trusted<CommentJson[]>(found);
    },
    async timeline(number) {
      const options = { ...where, issue_number: number, per_page: 100 };
      const found = await reader.paginate(reader.rest.issues.listEventsForTimeline, options);
      return trusted<Json[]>(found);
    },
    async pull(number) {
      const found = await reader.rest.pulls.get({ ...where, pull_number: number });
      return trusted<PullJson>(found.data);
    },
    async pulls() {
      const options = { ...where, state: "all" as const, per_page: 100 };
      const found = await reader.paginate(reader.rest.pulls.list, options);
      return trusted<PullJson[]>(found).toSorted((a, b) => a.number - b.number);
    },
    waitFor,
    world: (options) => readWorld(reader, where, siteUrl, options),
  };
  return helpers;
}

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 404) return undefined;
    throw error;
  }
}
