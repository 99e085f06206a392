import type { CommentJson, Json } from "../json.js";
import {
  answer,
  bodyOf,
  isOk,
  page,
  refusal,
  textField,
  withBody,
  type Answer,
} from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

const CONTENTS = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];
const COMMENT = "/repos/:owner/:repo/issues/comments/:number";

/** Somebody's reaction. */
interface ReactionJson {
  readonly id: number;
  readonly user: Json;
  readonly content: string;
  readonly created_at: string;
}

/**
 * Gap: comments have no reactions. Here they have, each of a kind once by everyone, with GitHub's
 * summary on every comment; they don't change when a comment was updated, and send no webhook.
 *
 * @see https://docs.github.com/rest/reactions/reactions
 */
export function reactions(site: Site): Gap {
  const known = new Map<number, readonly ReactionJson[]>();
  let last = 0;

  const create: Route["handle"] = async (call, next, { owner, repo, number }) => {
    const id = Number(number);
    const comment = `/repos/${owner}/${repo}/issues/comments/${id}`;
    const found = await next({ ...call, method: "GET", path: comment, body: undefined });
    if (!isOk(found)) return found;
    const content = textField(call, "content") ?? "";
    if (!CONTENTS.includes(content)) return refusal(422, "Validation Failed");
    const before = known.get(id) ?? [];
    const same = before.find((it) => it.content === content && it.user["login"] === call.actor);
    if (same !== undefined) return answer(200, same);
    const user = await site.sender(call);
    const created_at = new Date().toISOString();
    const reaction = { id: (last += 1), user, content, created_at };
    known.set(id, [...before, reaction]);
    return answer(201, reaction);
  };

  const list: Route["handle"] = async (call, next, { owner, repo, number }) => {
    const comment = `/repos/${owner}/${repo}/issues/comments/${Number(number)}`;
    const found = await next({ ...call, path: comment, query: new URLSearchParams() });
    return isOk(found) ? page(call, site.url, [...(known.get(Number(number)) ?? [])]) : found;
  };

  function summed<T extends Json>(comment: T): T {
    if (typeof comment["id"] !== "number" || comment["issue_url"] === undefined) return comment;
    const own = known.get(comment["id"]) ?? [];
    const counts = CONTENTS.map((it) => [it, own.filter(({ content }) => content === it).length]);
    const total_count = own.length;
    const total = { url: `${String(comment["url"])}/reactions`, total_count };
    return { ...comment, reactions: { ...total, ...Object.fromEntries(counts) } };
  }

  const decorated: Route["handle"] = async (call, next): Promise<Answer> => {
    const answered = await next(call);
    if (!isOk(answered) || answered.body.length === 0) return answered;
    const body = bodyOf<CommentJson | readonly CommentJson[]>(answered);
    return withBody(answered, isList(body) ? body.map(summed) : summed(body));
  };

  return {
    routes: [
      { methods: "POST", path: `${COMMENT}/reactions`, handle: create },
      { methods: "GET", path: `${COMMENT}/reactions`, handle: list },
      { methods: "GET PATCH", path: COMMENT, handle: decorated },
      {
        methods: "GET POST",
        path: "/repos/:owner/:repo/issues/:number/comments",
        handle: decorated,
      },
      { methods: "GET", path: "/repos/:owner/:repo/issues/:number/timeline", handle: decorated },
    ],
  };
}

function isList(body: CommentJson | readonly CommentJson[]): body is readonly CommentJson[] {
  return Array.isArray(body);
}
