import { asObject } from "../json.js";
import { refusal, type Answer, type Call } from "../proxy/http.js";
import type { Gap } from "./gap.js";

/** A text that GitHub refuses where it has more characters than that. */
interface Limit {
  readonly field: string;
  readonly most: number;
}

const BODY: Limit = { field: "body", most: 65_536 };
const TITLE: Limit = { field: "title", most: 256 };
const LABEL: readonly Limit[] = [
  { field: "name", most: 50 },
  { field: "description", most: 100 },
];

/** Endpoints that take texts, and what each is a change of. */
const ENDPOINTS: readonly (readonly [path: string, resource: string, limits: readonly Limit[]])[] =
  [
    ["/repos/:owner/:repo/issues", "Issue", [TITLE, BODY]],
    ["/repos/:owner/:repo/issues/:number", "Issue", [TITLE, BODY]],
    ["/repos/:owner/:repo/issues/:number/comments", "IssueComment", [BODY]],
    ["/repos/:owner/:repo/issues/comments/:number", "IssueComment", [BODY]],
    ["/repos/:owner/:repo/pulls", "PullRequest", [TITLE, BODY]],
    ["/repos/:owner/:repo/pulls/:number", "PullRequest", [TITLE, BODY]],
    ["/repos/:owner/:repo/pulls/:number/comments", "PullRequestReviewComment", [BODY]],
    ["/repos/:owner/:repo/pulls/:number/reviews", "PullRequestReview", [BODY]],
    ["/repos/:owner/:repo/labels", "Label", LABEL],
  ];

/**
 * Gap: texts of any length are taken. GitHub refuses a title, a body, or a label's name or description that
 * is too long, and says how long it may be.
 *
 * @see https://github.com/trstringer/manual-approval/issues/89
 * @see https://github.com/github/docs/issues/32156
 */
export function textLimits(): Gap {
  return {
    routes: ENDPOINTS.flatMap(([path, resource, limits]) =>
      (["POST", "PATCH"] as const).map((methods) => ({
        methods,
        path,
        handle: async (call: Call, next: (call: Call) => Promise<Answer>) =>
          tooLong(call, resource, limits) ?? next(call),
      })),
    ),
  };
}

function tooLong(call: Call, resource: string, limits: readonly Limit[]): Answer | undefined {
  const given = asObject(call.body);
  const limit = limits.find(({ field, most }) => {
    const text = given[field];
    // Characters are those of Unicode.
    return typeof text === "string" && text.length > most && Array.from(text).length > most;
  });
  if (limit === undefined) return undefined;
  const { field, most } = limit;
  const message = `${field} is too long (maximum is ${most} characters)`;
  return refusal(422, "Validation Failed", [{ resource, code: "custom", field, message }]);
}
