/** A JSON object whose fields nobody vouches for. */
export type Json = Record<string, unknown>;

/** A user as GitHub shows it; only the fields that the support code reads are named. */
export interface UserJson {
  readonly login: string;
  readonly [field: string]: unknown;
}

/** A repository as GitHub shows it. */
export interface RepositoryJson {
  readonly id: number;
  readonly full_name: string;
  readonly default_branch: string;
  readonly private: boolean;
  readonly [field: string]: unknown;
}

/** One side of a pull request. */
export interface PullSideJson {
  readonly ref: string;
  readonly sha: string;
  readonly repo: RepositoryJson | null;
  readonly [field: string]: unknown;
}

/** A pull request as GitHub shows it. */
export interface PullJson {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string | null;
  readonly draft: boolean;
  readonly merged: boolean;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly html_url: string;
  readonly url: string;
  readonly user: UserJson | null;
  readonly head: PullSideJson;
  readonly base: PullSideJson;
  readonly assignees: readonly UserJson[];
  readonly labels: readonly LabelJson[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly [field: string]: unknown;
}

/** A label as GitHub shows it. */
export interface LabelJson {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** An issue as GitHub shows it. A pull request seen as an issue has the key `pull_request`. */
export interface IssueJson {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string | null;
  readonly html_url: string;
  readonly user: UserJson | null;
  readonly assignees: readonly UserJson[];
  readonly labels: readonly LabelJson[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly comments: number;
  readonly pull_request?: Json;
  readonly [field: string]: unknown;
}

/** A comment on an issue or a pull request. */
export interface CommentJson {
  readonly id: number;
  readonly body: string;
  readonly user: UserJson | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly [field: string]: unknown;
}

/** The object in `value`, or an empty one. */
export function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Takes JSON at its word: what the emulator and the proxy themselves wrote has the type that they
 * are meant to write. The only place where the support code asserts a type.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it is
export function trusted<T>(value: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as T;
}
