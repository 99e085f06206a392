import { isMapping } from "../model/collections.js";

/**
 * What `gh issue view --json` is to be asked for: all that a plan is filled from. The help says so,
 * for which nothing of zod, and so of `issue.ts`, is loaded.
 */
export const GH_FIELDS = [
  "number",
  "title",
  "body",
  "state",
  "labels",
  "assignees",
  "author",
  "milestone",
  "url",
  "createdAt",
] as const;

/** Names that only `gh` has for them; `url` is another address in the REST API, beside `html_url`. */
const ONLY_GH = ["url", "author", "createdAt"];
const ONLY_REST = ["html_url", "user", "created_at"];

type Fields = Readonly<Record<string, unknown>>;

/** Whether something is an issue as `gh issue view --json` prints it, and not as the REST API does. */
export function isFromGh(json: unknown): json is Fields {
  return (
    isMapping(json) &&
    ONLY_GH.some((name) => name in json) &&
    !ONLY_REST.some((name) => name in json)
  );
}

/** The fields that `gh` was not asked for: it leaves out no others. */
export function missingInGh(json: Fields): readonly string[] {
  return GH_FIELDS.filter((name) => !(name in json));
}

/**
 * The same issue as the REST API gives it, as far as a plan needs it. What is of another kind than
 * expected stays as it is, for whoever reads the result to say so.
 *
 * @see https://cli.github.com/manual/gh_issue_view
 */
export function restFromGh(json: Fields): unknown {
  const { state, stateReason, author, milestone, comments } = json;
  return {
    number: json["number"],
    title: json["title"],
    body: json["body"],
    state: lowerCase(state),
    state_reason: lowerCase(stateReason),
    labels: json["labels"],
    assignees: json["assignees"],
    user: isMapping(author) ? accountOf(author) : author,
    milestone: isMapping(milestone)
      ? { title: milestone["title"], due_on: milestone["dueOn"] }
      : milestone,
    type: json["issueType"],
    html_url: json["url"],
    created_at: json["createdAt"],
    comments: Array.isArray(comments) ? comments.length : comments,
  };
}

/** `gh` calls an App `app/NAME`, and an account that is gone nothing. */
function accountOf({ login }: Fields): unknown {
  if (typeof login !== "string") return { login };
  return login === "" ? null : { login: login.replace(/^app\/(.+)$/, "$1[bot]") };
}

function lowerCase(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}
