import { asObject, trusted, type Json, type UserJson } from "../json.js";
import { bodyOf, isOk, textField, type Answer } from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import { keyOf, type EditedText, type Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/** Endpoints that give a text, and what it is a text of. */
const TEXTS: readonly (readonly [type: EditedText["type"], creation: string, change: string])[] = [
  ["Issue", "/repos/:owner/:repo/issues", "/repos/:owner/:repo/issues/:number"],
  ["PullRequest", "/repos/:owner/:repo/pulls", "/repos/:owner/:repo/pulls/:number"],
  [
    "IssueComment",
    "/repos/:owner/:repo/issues/:number/comments",
    "/repos/:owner/:repo/issues/comments/:number",
  ],
];

/** A text as GitHub gives it. */
interface TextJson {
  readonly node_id: string;
  readonly title?: string;
  readonly body: string | null;
  readonly user: UserJson | null;
  readonly created_at: string;
}

/**
 * Gap: nobody writes down who edited which text when. Here each change of a text is a version, with
 * the first one, and timelines mention new titles; a write that leaves the text as it was is none, though it changes `updated_at`.
 *
 * @see https://docs.github.com/graphql/reference/objects#usercontentedit
 */
export function textEdits(site: Site): Gap {
  function note(type: EditedText["type"], repository: string, answered: Answer): void {
    const { node_id, user } = bodyOf<TextJson>(answered);
    site.memory.texts.set(node_id, { type, repository, author: user, versions: [] });
  }

  function routes([type, creation, change]: (typeof TEXTS)[number]): readonly Route[] {
    const created: Route["handle"] = async (call, next, { owner, repo }) => {
      const answered = await next(call);
      if (isOk(answered)) note(type, `${owner}/${repo}`, answered);
      return answered;
    };
    const changed: Route["handle"] = async (call, next, { owner, repo, number }) => {
      const read = async (path: string): Promise<TextJson | undefined> =>
        trusted<TextJson | undefined>(await site.upstream.get<Json>(path));
      // A pull request is an issue too.
      const asPull = call.path.replace("/issues/", "/pulls/");
      const found = await read(call.path);
      const before = found ?? (type === "Issue" ? await read(asPull) : undefined);
      const answered = await next(call);
      const title = textField(call, "title");
      if (isOk(answered) && type === "Issue" && title !== undefined && title !== before?.title) {
        const key = keyOf(`${owner}/${repo}`, number ?? "");
        const known = site.memory.events.get(key) ?? [];
        const rename = { from: before?.title, to: title };
        const [actor, created_at] = [await site.sender(call), new Date().toISOString()];
        const event = { id: 8_000_000 + known.length, event: "renamed", actor, created_at, rename };
        site.memory.events.set(key, [...known, event]);
      }
      const text = textField(call, "body");
      if (!isOk(answered) || before === undefined || text === undefined) return answered;
      const first = before.body ?? "";
      if (text === first) return answered;
      const { node_id, user, created_at } = before;
      const known = site.memory.texts.get(node_id);
      const versions = known?.versions.length
        ? known.versions
        : [{ editor: user, at: created_at, text: first }];
      const now = { editor: await site.sender(call), at: new Date().toISOString(), text };
      site.memory.texts.set(node_id, {
        type: found === undefined ? "PullRequest" : type,
        repository: `${owner}/${repo}`,
        author: user,
        versions: [...versions, now],
      });
      return answered;
    };
    return [
      { methods: "POST", path: creation, handle: created },
      { methods: "PATCH", path: change, handle: changed },
    ];
  }

  return { routes: TEXTS.flatMap(routes) };
}

/** The login of an actor as GraphQL gives it: without the end that REST gives an App's. */
export function graphqlActor(user: UserJson | null): Json | null {
  if (user === null) return null;
  const isBot = user.login.endsWith("[bot]");
  return {
    __typename: isBot ? "Bot" : "User",
    login: asObject(user)["login"] === undefined ? "" : user.login.replace(/\[bot\]$/, ""),
  };
}
