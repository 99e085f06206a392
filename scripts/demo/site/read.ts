import type { Octokit } from "@octokit/rest";
import type { EmbeddedGitHub } from "../../../test/support/github.js";
import { asObject, type Json } from "../../../test/support/json.js";

/** A label, with its colour in six hexadecimal digits. */
export interface Label {
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

/** A line of a list of issues or pull requests. */
export interface Listed {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly state: "open" | "closed" | "merged";
  readonly labels: readonly Label[];
  readonly comments: number;
  /** ISO 8601, UTC, as all times here. */
  readonly at: string;
}

/** A pull request in a list. */
export interface ListedPull extends Listed {
  /** Its branch. */
  readonly head: string;
}

/** A text that somebody wrote: a description, a comment or a review. */
export interface Post {
  readonly kind: "issue" | "comment" | "review";
  /** The comment's; the issue's number for a description. */
  readonly id: number;
  readonly author: string;
  readonly at: string;
  readonly isEdited: boolean;
  readonly body: string;
  /** What a review says, such as `approved`. */
  readonly verdict: string | undefined;
}

/** Something else that happened. */
export interface Happening {
  readonly kind: "event";
  readonly actor: string;
  readonly at: string;
  readonly text: string;
  readonly label?: Label;
  readonly link?: { readonly path: string; readonly text: string };
}

/** What issues and pull requests have in common. */
export interface Conversation extends Listed {
  readonly body: Post;
  readonly entries: readonly (Post | Happening)[];
  readonly assignees: readonly string[];
}

/** A file as a pull request or a commit changes it. */
export interface ChangedFile {
  readonly path: string;
  readonly status: string;
  readonly additions: number;
  readonly deletions: number;
  /** In unified form, without the file's header. */
  readonly patch: string;
}

/** A check run. */
export interface Check {
  readonly name: string;
  readonly conclusion: string;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

/** A remark of a check run on a line. */
export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly level: string;
  readonly title: string;
  readonly message: string;
}

/** A pull request. */
export interface PullRequest extends Conversation, ListedPull {
  readonly base: string;
  readonly headSha: string;
  readonly isDraft: boolean;
  readonly files: readonly ChangedFile[];
  readonly checks: readonly Check[];
}

/** A commit. */
export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly author: string;
  readonly files: readonly ChangedFile[];
}

/** A file at a place in the history. */
export interface FileAt {
  /** A branch, `HEAD` or a commit. */
  readonly ref: string;
  readonly isBranch: boolean;
  readonly path: string;
  readonly text: string;
}

/** Reads what the pages show; `undefined` where there is no such thing. */
export interface Reader {
  issues(): Promise<readonly Listed[]>;
  /** Newest first. */
  pulls(): Promise<readonly ListedPull[]>;
  issue(number: number): Promise<Conversation | undefined>;
  pull(number: number): Promise<PullRequest | undefined>;
  labels(): Promise<readonly Label[]>;
  branches(): Promise<readonly string[]>;
  /** Paths of all files on the default branch. */
  files(): Promise<readonly string[]>;
  /** @param place what comes after `/blob/` in an address */
  file(place: string): Promise<FileAt | undefined>;
  commit(sha: string): Promise<Commit | undefined>;
}

/** Reads the embedded GitHub as the first of its people, who may read everything. */
export function createReader(github: EmbeddedGitHub): Reader {
  const where = { owner: github.owner, repo: github.repo };
  const octokit = github.as(Object.values(PEOPLE)[0]?.login ?? "");
  const { rest } = octokit;

  async function list(): Promise<Json[]> {
    const options = { ...where, state: "all" as const, per_page: 100 };
    return (await octokit.paginate(rest.issues.listForRepo, options)).map(asObject);
  }

  async function conversation(number: number): Promise<Conversation | undefined> {
    const found = await rest.issues.get({ ...where, issue_number: number }).catch(undefinedOn404);
    if (found === undefined) return undefined;
    const issue = asObject(found.data);
    const timeline = await github.timeline(number);
    return {
      ...toListed(issue),
      assignees: listOf(issue["assignees"]).map(({ login }) => String(login)),
      body: toPost("issue", { ...issue, id: number }),
      entries: timeline.flatMap((json) => toEntry(json) ?? []),
    };
  }

  const reader: Reader = {
    async issues() {
      return (await list()).filter(({ pull_request: pull }) => pull === undefined).map(toListed);
    },
    async pulls() {
      const pulls = await github.pulls();
      return pulls.map((pull) => ({ ...toListed(pull), head: pull.head.ref })).toReversed();
    },
    async issue(number) {
      return conversation(number);
    },
    async pull(number) {
      const found = await rest.pulls.get({ ...where, pull_number: number }).catch(undefinedOn404);
      if (found === undefined) return undefined;
      const talk = await conversation(number);
      if (talk === undefined) return undefined;
      const { data } = found;
      const options = { ...where, pull_number: number, per_page: 100 };
      const [files, reviews, commits, checks] = await Promise.all([
        octokit.paginate(rest.pulls.listFiles, options),
        octokit.paginate(rest.pulls.listReviews, options),
        octokit.paginate(rest.pulls.listCommits, options),
        readChecks(octokit, where, data.head.sha),
      ]);
      const posts = reviews.flatMap((review) => toReview(asObject(review)));
      const happenings = commits.map((commit) => toCommitted(asObject(commit), github));
      const merged = data.merged_at;
      const mergedBy = data.merged_by?.login ?? "";
      const end =
        merged === null ? [] : [happen(mergedBy, merged, `merged this into ${data.base.ref}`)];
      const entries = talk.entries.filter(
        (entry) => entry.kind !== "review" && !(merged !== null && isClosing(entry)),
      );
      return {
        ...talk,
        ...toListed(asObject(data)),
        comments: talk.comments,
        entries: [...entries, ...posts, ...happenings, ...end].toSorted((a, b) =>
          a.at.localeCompare(b.at),
        ),
        head: data.head.ref,
        headSha: data.head.sha,
        base: data.base.ref,
        isDraft: data.draft ?? false,
        files: files.map((file) => toChangedFile(asObject(file))),
        checks,
      };
    },
    async labels() {
      const found = await octokit.paginate(rest.issues.listLabelsForRepo, {
        ...where,
        per_page: 100,
      });
      return found.map((label) => toLabel(asObject(label)));
    },
    async branches() {
      const found = await octokit.paginate(rest.repos.listBranches, { ...where, per_page: 100 });
      return found.map(({ name }) => name);
    },
    async files() {
      const { data } = await rest.git.getTree({ ...where, tree_sha: "main", recursive: "1" });
      return data.tree.flatMap(({ type, path }) => (type === "blob" ? path : []));
    },
    async file(place) {
      const branches = await reader.branches();
      const branch = branches
        .filter((name) => place.startsWith(`${name}/`))
        .toSorted((a, b) => b.length - a.length)[0];
      const ref = branch ?? place.split("/")[0] ?? "";
      const path = place.slice(ref.length + 1);
      const text = await github.readFile(path, ref === "HEAD" ? "main" : ref).catch(undefinedOn404);
      return text === undefined ? undefined : { ref, isBranch: branch !== undefined, path, text };
    },
    async commit(sha) {
      const found = await rest.repos.getCommit({ ...where, ref: sha }).catch(undefinedOn404);
      if (found === undefined) return undefined;
      const { data } = found;
      return {
        sha: data.sha,
        message: data.commit.message,
        author: data.author?.login ?? data.commit.author?.name ?? "",
        files: (data.files ?? []).map((file) => toChangedFile(asObject(file))),
      };
    },
  };
  return reader;
}

/** Who can be acted as. */
export interface Person {
  readonly login: string;
  readonly role: "maintainer" | "outsider";
  /** What the role means. */
  readonly about: string;
}

/** By login; the first may write. */
export const PEOPLE: Readonly<Record<string, Person>> = {
  maintainer: {
    login: "maintainer",
    role: "maintainer",
    about: "may write to the repository",
  },
  author: {
    login: "author",
    role: "outsider",
    about: "wrote the first issue, may not write to the repository",
  },
  stranger: {
    login: "stranger",
    role: "outsider",
    about: "may read and comment, like everybody",
  },
};

async function readChecks(
  octokit: Octokit,
  where: { readonly owner: string; readonly repo: string },
  ref: string,
): Promise<readonly Check[]> {
  const { data } = await octokit.rest.checks.listForRef({ ...where, ref, per_page: 100 });
  return Promise.all(
    data.check_runs.map(async (run) => {
      const options = { ...where, check_run_id: run.id, per_page: 100 };
      const annotations =
        run.output.annotations_count === 0
          ? []
          : await octokit.paginate(octokit.rest.checks.listAnnotations, options);
      return {
        name: run.name,
        conclusion: run.conclusion ?? run.status,
        title: run.output.title ?? "",
        summary: run.output.summary ?? "",
        annotations: annotations.map((annotation) => ({
          path: annotation.path,
          line: annotation.end_line,
          level: annotation.annotation_level ?? "notice",
          title: annotation.title ?? "",
          message: annotation.message ?? "",
        })),
      };
    }),
  );
}

function toListed(json: Json): Listed {
  const isMerged =
    typeof (json["merged_at"] ?? asObject(json["pull_request"])["merged_at"]) === "string";
  const state = json["state"] === "open" ? "open" : "closed";
  return {
    number: Number(json["number"]),
    title: textOf(json["title"]),
    author: loginOf(json["user"]),
    state: isMerged ? "merged" : state,
    labels: listOf(json["labels"]).map(toLabel),
    comments: Number(json["comments"] ?? 0),
    at: textOf(json["created_at"]),
  };
}

function toLabel(json: Json): Label {
  const color = textOf(json["color"]);
  return {
    name: textOf(json["name"]),
    color: /^[\da-f]{6}$/i.test(color) ? color : "ededed",
    description: textOf(json["description"]),
  };
}

function toPost(kind: "issue" | "comment", json: Json): Post {
  const at = textOf(json["created_at"]);
  return {
    kind,
    id: Number(json["id"]),
    author: loginOf(json["user"] ?? json["actor"]),
    at,
    isEdited: kind === "comment" && json["updated_at"] !== at,
    body: textOf(json["body"]),
    verdict: undefined,
  };
}

const VERDICTS: Readonly<Record<string, string>> = {
  APPROVED: "approved these changes",
  CHANGES_REQUESTED: "requested changes",
  COMMENTED: "reviewed",
  DISMISSED: "had a review that was dismissed",
};

function toReview(json: Json): readonly Post[] {
  const verdict = VERDICTS[textOf(json["state"])];
  if (verdict === undefined) return [];
  const at = textOf(json["submitted_at"]);
  const post = toPost("comment", { ...json, created_at: at, updated_at: at });
  return [{ ...post, kind: "review", verdict }];
}

function toCommitted(json: Json, github: EmbeddedGitHub): Happening {
  const commit = asObject(json["commit"]);
  const sha = textOf(json["sha"]);
  const actor = loginOf(json["author"]) || textOf(asObject(commit["author"])["name"]);
  const path = `/${github.owner}/${github.repo}/commit/${sha}`;
  const [subject = ""] = textOf(commit["message"]).split("\n");
  const at = textOf(asObject(commit["committer"])["date"]);
  return { ...happen(actor, at, "committed"), link: { path, text: subject } };
}

function toEntry(json: Json): Post | Happening | undefined {
  const kind = textOf(json["event"]);
  if (kind === "commented") return toPost("comment", json);
  const actor = loginOf(json["actor"] ?? json["user"]);
  const at = textOf(json["created_at"]);
  switch (kind) {
    case "labeled":
    case "unlabeled": {
      const verb = kind === "labeled" ? "added" : "removed";
      return { ...happen(actor, at, `${verb} the label`), label: toLabel(asObject(json["label"])) };
    }
    case "closed":
    case "reopened":
      return happen(actor, at, `${kind} this`);
    case "assigned":
    case "unassigned":
      return happen(actor, at, `${kind} ${loginOf(json["assignee"])}`);
    case "renamed": {
      const { from, to } = asObject(json["rename"]);
      return happen(actor, at, `changed the title from “${textOf(from)}” to “${textOf(to)}”`);
    }
    case "cross-referenced": {
      const issue = asObject(asObject(json["source"])["issue"]);
      const path = new URL(textOf(issue["html_url"])).pathname;
      const text = `#${String(issue["number"])} ${textOf(issue["title"])}`;
      return { ...happen(actor, at, "mentioned this in"), link: { path, text } };
    }
    default:
      return undefined;
  }
}

function isClosing(entry: Post | Happening): boolean {
  return entry.kind === "event" && entry.text === "closed this";
}

function happen(actor: string, at: string, text: string): Happening {
  return { kind: "event", actor, at, text };
}

function toChangedFile(json: Json): ChangedFile {
  return {
    path: textOf(json["filename"]),
    status: textOf(json["status"]),
    additions: Number(json["additions"] ?? 0),
    deletions: Number(json["deletions"] ?? 0),
    patch: textOf(json["patch"]),
  };
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}

function loginOf(value: unknown): string {
  return textOf(asObject(value)["login"]);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function undefinedOn404(error: unknown): undefined {
  if (error instanceof Error && "status" in error && error.status === 404) return undefined;
  throw error;
}
