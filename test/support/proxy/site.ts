import type { IssueJson, Json, PullJson, RepositoryJson, UserJson } from "../json.js";
import type { Outgoing } from "../deliveries/emitted.js";
import type { Call } from "./http.js";
import type { Upstream } from "./upstream.js";

/** What a closed pull request keeps: its sides as they were, and its merge commit. */
interface Frozen {
  readonly head: string;
  readonly base: string;
  readonly mergeCommit: string | null;
}

/** What the emulator has no place for. Keys are `owner/name#number`. */
interface Memory {
  readonly frozen: Map<string, Frozen>;
  readonly pullAssignees: Map<string, readonly UserJson[]>;
  /** Timeline events that the emulator does not write down. */
  readonly events: Map<string, readonly Json[]>;
  /** Per issue: who first mentioned it where, keyed by the mentioning issue. */
  readonly mentions: Map<string, ReadonlyMap<string, Mention>>;
  /** Descriptions and comments by node id, with who edited them when. */
  readonly texts: Map<string, EditedText>;
  /** Per issue: numbers of the pull requests that somebody linked in its Development section. */
  readonly developed: Map<string, ReadonlySet<number>>;
  /** Ids of repositories by the names that they had before, in small letters. */
  readonly renamed: Map<string, number>;
}

/** A description or a comment. */
export interface EditedText {
  readonly type: "Issue" | "PullRequest" | "IssueComment";
  readonly repository: string;
  readonly author: UserJson | null;
  /** All versions, oldest first; none where nobody has edited it. */
  readonly versions: readonly TextVersion[];
}

/** A version of a text. */
interface TextVersion {
  readonly editor: UserJson | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly text: string;
}

/** One issue or pull request that spoke of another. */
interface Mention {
  readonly repository: string;
  readonly number: number;
  readonly actor: UserJson;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What every gap works with. */
export interface Site {
  /** Address of the proxy, without a slash at the end. */
  readonly url: string;
  /** The App's own login when it acts, `<slug>[bot]`. */
  readonly bot: string;
  readonly upstream: Upstream;
  readonly memory: Memory;
  /** Webhooks of the write that goes on, in order. Gaps change, drop and add. */
  outbox: Outgoing[];
  /** The user behind a call, as GitHub shows users. */
  sender(call: Call): Promise<UserJson>;
  /** Adds a webhook about `repository` to the outbox. */
  emit(call: Call, repository: string, event: string, payload: Json): Promise<void>;
  repository(fullName: string): Promise<RepositoryJson>;
  /** The pull request as the emulator has it; `undefined` where the number is none. */
  rawPull(repository: string, number: number): Promise<PullJson | undefined>;
  rawIssue(repository: string, number: number): Promise<IssueJson | undefined>;
}

/** The key of an issue or pull request in {@link Memory}. */
export function keyOf(repository: string, number: number | string): string {
  return `${repository}#${number}`.toLowerCase();
}

/** Makes the site; all reads in it are made as an owner of the repositories. */
export function createSite(url: string, bot: string, upstream: Upstream): Site {
  const site: Site = {
    url,
    bot,
    upstream,
    memory: {
      frozen: new Map(),
      pullAssignees: new Map(),
      events: new Map(),
      mentions: new Map(),
      texts: new Map(),
      developed: new Map(),
      renamed: new Map(),
    },
    outbox: [],
    async sender(call) {
      const login = encodeURIComponent(call.actor);
      const user = await upstream.get<UserJson>(`/users/${login}`);
      return user ?? { login: call.actor, type: "Bot" };
    },
    async emit(call, repository, event, payload) {
      const shared = {
        repository: await site.repository(repository),
        sender: await site.sender(call),
      };
      site.outbox.push({ event, payload: { ...payload, ...shared } });
    },
    async repository(fullName) {
      const found = await upstream.get<RepositoryJson>(`/repos/${fullName}`);
      if (found === undefined) throw new Error(`no repository ${fullName}`);
      return found;
    },
    rawPull: (repository, number) => upstream.get<PullJson>(`/repos/${repository}/pulls/${number}`),
    rawIssue: (repository, number) =>
      upstream.get<IssueJson>(`/repos/${repository}/issues/${number}`),
  };
  return site;
}
