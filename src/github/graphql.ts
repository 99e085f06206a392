import * as z from "zod";
import type { IssueRef } from "../model/refs.js";
import { repoParams, type GitHubClient, ask, type GraphQLDocument } from "./http/client.js";
import { PLAN_BASE, SETTINGS } from "./settings.js";
import type { CrossReference } from "./timeline.js";

/**
 * What GitHub says by GraphQL alone: who wrote which text when, and which pull requests somebody has
 * linked in the Development section of an issue.
 *
 * Where there is no answer (an Enterprise Server that does not know a field, a permission that is
 * missing, an outage), it is `undefined`: whoever asks assumes what grants nothing.
 */

/** Nodes of one request, and versions of each text: 10,000 nodes, where GitHub allows 500,000. */
const MAX_NODES = 100;

/** GraphQL leaves out what REST writes at the end of an App's login. */
const actor = z
  .object({ type: z.string(), login: z.string() })
  .nullable()
  .transform((found) => {
    if (found === null) return "ghost";
    return found.type === "Bot" ? `${found.login}[bot]` : found.login;
  });

const edit = z.object({
  editedAt: z.string(),
  editor: actor,
  diff: z.string().nullable(),
});

const editedText = z.object({
  id: z.string(),
  lastEditedAt: z.string().nullable(),
  editor: actor,
  userContentEdits: z.object({ nodes: z.array(edit.nullable()).nullable() }).nullable(),
});

const TEXT_EDITS: GraphQLDocument<{ readonly nodes: readonly unknown[] }> = {
  name: "TextEdits",
  text: `query TextEdits($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Comment {
      id
      lastEditedAt
      editor { type: __typename login }
      userContentEdits(first: 100) {
        nodes { editedAt editor { type: __typename login } diff }
      }
    }
  }
}`,
  data: z.object({ nodes: z.array(z.unknown()) }),
};

const pull = z.object({
  id: z.string(),
  number: z.number(),
  author: actor,
  authorAssociation: z.string(),
  title: z.string(),
  body: z.string(),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  url: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  mergedAt: z.string().nullable(),
  totalCommentsCount: z.number().nullable(),
  repository: z.object({
    name: z.string(),
    isPrivate: z.boolean(),
    owner: z.object({ login: z.string() }),
  }),
});

const CLOSING_PULLS: GraphQLDocument<{
  readonly repository: {
    readonly issue: {
      readonly closedByPullRequestsReferences: { readonly nodes: readonly unknown[] | null } | null;
    } | null;
  } | null;
}> = {
  name: "ClosingPulls",
  text: `query ClosingPulls($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    issue(number: $number) {
      closedByPullRequestsReferences(first: 100, includeClosedPrs: true) {
        nodes {
          id
          number
          author { type: __typename login }
          authorAssociation
          title
          body
          state
          isDraft
          url
          createdAt
          updatedAt
          mergedAt
          totalCommentsCount
          repository { name isPrivate owner { login } }
        }
      }
    }
  }
}`,
  data: z.object({
    repository: z
      .object({
        issue: z
          .object({
            closedByPullRequestsReferences: z
              .object({ nodes: z.array(z.unknown()).nullable() })
              .nullable(),
          })
          .nullable(),
      })
      .nullable(),
  }),
};

const VIEWER: GraphQLDocument<{ readonly viewer: { readonly login: string } }> = {
  name: "Viewer",
  text: `query Viewer {
  viewer { login }
}`,
  data: z.object({ viewer: z.object({ login: z.string() }) }),
};

/** All queries that the App makes. */
export const DOCUMENTS: readonly Pick<GraphQLDocument<unknown>, "name" | "text">[] = [
  TEXT_EDITS,
  CLOSING_PULLS,
  VIEWER,
  SETTINGS,
  PLAN_BASE,
];

/** A version of a text that somebody wrote over the one before. */
export interface TextVersion {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Login; `ghost` where the account is gone. */
  readonly by: string;
  /** Markdown; `undefined` where somebody removed this version from the history. */
  readonly text: string | undefined;
}

/** Who wrote which text of a comment or a description when. */
export interface TextHistory {
  /** When it was edited last: ISO 8601, UTC; `undefined` where nobody has edited it. */
  readonly lastEditedAt: string | undefined;
  /** Login of who edited it last; `undefined` where nobody has. */
  readonly editor: string | undefined;
  /** The last hundred versions, oldest first; the first text is among them where GitHub kept it. */
  readonly versions: readonly TextVersion[];
}

/**
 * The versions of a text that are edits: all but the one that it was opened with, where GitHub kept
 * that. It bears the time of the opening, as an edit within the same second does.
 *
 * @param createdAt when the text was opened, ISO 8601
 */
export function editsOf(
  { versions }: Pick<TextHistory, "versions">,
  createdAt: string,
): readonly TextVersion[] {
  const [first] = versions;
  const isOpening = first !== undefined && Date.parse(first.at) <= Date.parse(createdAt);
  return isOpening ? versions.slice(1) : versions;
}

/**
 * The histories of comments, issues and pull requests, by node id: one request for each hundred. What
 * GitHub says nothing of is not there.
 *
 * That `diff` holds the whole text of a version is not documented; were it a difference, no line
 * of it would read as one of the text.
 *
 * @see https://docs.github.com/graphql/reference/objects#usercontentedit
 */
export async function textHistories(
  github: GitHubClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TextHistory>> {
  const known = [...new Set(ids)].filter((id) => id !== "");
  const found = new Map<string, TextHistory>();
  for (let start = 0; start < known.length; start += MAX_NODES) {
    const some = known.slice(start, start + MAX_NODES);
    const answer = await ask(github, TEXT_EDITS, { ids: some });
    for (const node of answer?.nodes ?? []) {
      const { data } = editedText.safeParse(node);
      if (data !== undefined) found.set(data.id, historyOf(data));
    }
  }
  return found;
}

function historyOf({
  lastEditedAt,
  editor,
  userContentEdits,
}: z.infer<typeof editedText>): TextHistory {
  const versions = (userContentEdits?.nodes ?? [])
    .flatMap((version) => version ?? [])
    .map(({ editedAt: at, editor: by, diff }) => ({ at, by, text: diff ?? undefined }))
    // The newest is first, and times are those of whole seconds.
    .toReversed()
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return {
    lastEditedAt: lastEditedAt ?? undefined,
    editor: lastEditedAt === null ? undefined : editor,
    versions,
  };
}

/**
 * The pull requests of any state that are to close an issue: by a closing keyword, or because somebody
 * linked them in the Development section of the issue's page. The first hundred; `undefined` where GitHub
 * does not say.
 *
 * @see https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue#manually-linking-a-pull-request-or-branch-to-an-issue-using-the-issue-sidebar
 */
export async function closingPulls(
  github: GitHubClient,
  ref: IssueRef,
): Promise<readonly CrossReference[] | undefined> {
  const answer = await ask(github, CLOSING_PULLS, { ...repoParams(ref), number: ref.number });
  const references = answer?.repository?.issue?.closedByPullRequestsReferences;
  return references?.nodes?.flatMap((node) => {
    const { data } = pull.safeParse(node);
    return data === undefined ? [] : [toReference(data)];
  });
}

function toReference(data: z.infer<typeof pull>): CrossReference {
  const { repository, state } = data;
  const states = {
    OPEN: data.isDraft ? "draft" : "open",
    CLOSED: "closed",
    MERGED: "merged",
  } as const;
  return {
    id: data.id,
    owner: repository.owner.login,
    repo: repository.name,
    number: data.number,
    author: data.author,
    association: data.authorAssociation,
    title: data.title,
    body: data.body,
    state: states[state],
    htmlUrl: data.url,
    public: !repository.isPrivate,
    comments: data.totalCommentsCount ?? 0,
    createdAt: data.createdAt,
    updatedAt: data.updatedAt,
    mergedAt: data.mergedAt ?? undefined,
  };
}

/** The App behind `GITHUB_TOKEN`, should GraphQL leave out the end of its login here, too. */
const ACTIONS = "github-actions";

/**
 * The login of whoever a token belongs to: a person's, or an App's with `[bot]` at its end. REST says it
 * of people alone. `undefined` where GitHub does not say.
 */
export async function viewerLogin(github: GitHubClient): Promise<string | undefined> {
  const login = (await ask(github, VIEWER, {}))?.viewer.login;
  return login === ACTIONS ? `${ACTIONS}[bot]` : login;
}
