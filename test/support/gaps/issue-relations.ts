import { asObject, trusted, type IssueJson, type Json } from "../json.js";
import {
  answer,
  bodyOf,
  field,
  isOk,
  page,
  refusal,
  withBody,
  type Answer,
  type Call,
} from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import { keyOf, type Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/** The kinds of relations between the issues of a repository. */
type Kind = "sub-issue" | "blocked-by";

const ISSUE = "/repos/:owner/:repo/issues/:number";

/**
 * Gap: issues have neither sub-issues nor dependencies. Here they have, within one repository, with
 * GitHub's summaries on every issue.
 *
 * @see https://docs.github.com/rest/issues/sub-issues
 * @see https://docs.github.com/rest/issues/issue-dependencies
 */
export function issueRelations(site: Site): Gap {
  const relations = new Map<string, readonly number[]>();

  const at = (kind: Kind, repository: string, number: number): string =>
    `${kind} ${keyOf(repository, number)}`;
  const related = (kind: Kind, repository: string, number: number): readonly number[] =>
    relations.get(at(kind, repository, number)) ?? [];

  async function read(repository: string, numbers: readonly number[]): Promise<IssueJson[]> {
    const found = await Promise.all(numbers.map((number) => site.rawIssue(repository, number)));
    return found.filter((issue) => issue !== undefined);
  }

  async function summed(repository: string, issue: IssueJson): Promise<IssueJson> {
    const { number } = issue;
    const subs = await read(repository, related("sub-issue", repository, number));
    const blockers = await read(repository, related("blocked-by", repository, number));
    const blocking = await read(repository, blockedBy(repository, number));
    const completed = subs.filter(({ state }) => state === "closed").length;
    const open = (issues: readonly IssueJson[]) => issues.filter(isOpen).length;
    return {
      ...issue,
      sub_issues_summary: {
        total: subs.length,
        completed,
        percent_completed: subs.length === 0 ? 0 : Math.floor((100 * completed) / subs.length),
      },
      issue_dependencies_summary: {
        blocked_by: open(blockers),
        total_blocked_by: blockers.length,
        blocking: open(blocking),
        total_blocking: blocking.length,
      },
    };
  }

  /** The issues that an issue holds up. */
  function blockedBy(repository: string, number: number): readonly number[] {
    const prefix = `blocked-by ${repository.toLowerCase()}#`;
    return [...relations]
      .filter(([key, numbers]) => key.startsWith(prefix) && numbers.includes(number))
      .map(([key]) => Number(key.slice(prefix.length)));
  }

  const list =
    (numbers: (repository: string, number: number) => readonly number[]): Route["handle"] =>
    async (call, next, { owner, repo, number }) => {
      const repository = `${owner}/${repo}`;
      const issue = await next({ ...call, path: issuePath(call), query: new URLSearchParams() });
      if (!isOk(issue)) return issue;
      const issues = await read(repository, numbers(repository, Number(number)));
      return page(call, site.url, issues, (each) => summed(repository, each));
    };

  /** Adds or removes; `id` is of the other issue. */
  async function change(
    call: Call,
    [kind, repository, number]: readonly [Kind, string, number],
    id: unknown,
    adding: boolean,
  ): Promise<Answer> {
    const issue = await site.rawIssue(repository, number);
    const all = await site.upstream.list<IssueJson>(`/repos/${repository}/issues?state=all`);
    const other = all.find((each) => each["id"] === id);
    if (issue === undefined || other === undefined) return refusal(404, "Not Found");
    const before = related(kind, repository, number);
    if (before.includes(other.number) === adding || other.number === number) {
      return refusal(422, "Validation Failed");
    }
    relations.set(
      at(kind, repository, number),
      adding ? [...before, other.number] : before.filter((each) => each !== other.number),
    );
    await announce(call, repository, kind, { issue, other, adding });
    return answer(
      adding ? 201 : 200,
      await summed(repository, kind === "sub-issue" ? other : issue),
    );
  }

  async function announce(
    call: Call,
    repository: string,
    kind: Kind,
    { issue, other, adding }: { issue: IssueJson; other: IssueJson; adding: boolean },
  ): Promise<void> {
    const done = adding ? "added" : "removed";
    const [one, two] = [await summed(repository, issue), await summed(repository, other)];
    if (kind === "sub-issue") {
      const pair = {
        parent_issue_id: one["id"],
        parent_issue: one,
        sub_issue_id: two["id"],
        sub_issue: two,
      };
      for (const action of [`sub_issue_${done}`, `parent_issue_${done}`]) {
        await site.emit(call, repository, "sub_issues", { action, ...pair });
      }
      return;
    }
    const pair = {
      blocked_issue_id: one["id"],
      blocked_issue: one,
      blocking_issue_id: two["id"],
      blocking_issue: two,
    };
    for (const action of [`blocked_by_${done}`, `blocking_${done}`]) {
      await site.emit(call, repository, "issue_dependencies", { action, ...pair });
    }
  }

  const decorated: Route["handle"] = async (call, next, { owner, repo }) => {
    const answered = await next(call);
    if (!isOk(answered) || answered.body.length === 0) return answered;
    const body = bodyOf<IssueJson | readonly IssueJson[]>(answered);
    const add = (issue: IssueJson) => summed(`${owner}/${repo}`, issue);
    return withBody(answered, await (isList(body) ? Promise.all(body.map(add)) : add(body)));
  };

  return {
    routes: [
      { methods: "GET POST", path: "/repos/:owner/:repo/issues", handle: decorated },
      { methods: "GET PATCH", path: ISSUE, handle: decorated },
      {
        methods: "GET",
        path: `${ISSUE}/sub_issues`,
        handle: list((...of) => related("sub-issue", ...of)),
      },
      {
        methods: "POST",
        path: `${ISSUE}/sub_issues`,
        handle: (call, _next, { owner, repo, number }) =>
          change(
            call,
            ["sub-issue", `${owner}/${repo}`, Number(number)],
            field(call, "sub_issue_id"),
            true,
          ),
      },
      {
        methods: "DELETE",
        path: `${ISSUE}/sub_issue`,
        handle: (call, _next, { owner, repo, number }) =>
          change(
            call,
            ["sub-issue", `${owner}/${repo}`, Number(number)],
            field(call, "sub_issue_id"),
            false,
          ),
      },
      {
        methods: "GET",
        path: `${ISSUE}/dependencies/blocked_by`,
        handle: list((...of) => related("blocked-by", ...of)),
      },
      { methods: "GET", path: `${ISSUE}/dependencies/blocking`, handle: list(blockedBy) },
      {
        methods: "POST",
        path: `${ISSUE}/dependencies/blocked_by`,
        handle: (call, _next, { owner, repo, number }) =>
          change(
            call,
            ["blocked-by", `${owner}/${repo}`, Number(number)],
            field(call, "issue_id"),
            true,
          ),
      },
      {
        methods: "DELETE",
        path: `${ISSUE}/dependencies/blocked_by/:id`,
        handle: (call, _next, { owner, repo, number, id }) =>
          change(call, ["blocked-by", `${owner}/${repo}`, Number(number)], Number(id), false),
      },
    ],
    async correct(outgoing) {
      const { issue, repository } = outgoing.payload;
      const name = asObject(repository)["full_name"];
      if (asObject(issue)["number"] === undefined || typeof name !== "string") return outgoing;
      const payload: Json = { ...outgoing.payload, issue: await summed(name, trusted(issue)) };
      return { ...outgoing, payload };
    },
  };
}

function isList(body: IssueJson | readonly IssueJson[]): body is readonly IssueJson[] {
  return Array.isArray(body);
}

function isOpen({ state }: IssueJson): boolean {
  return state === "open";
}

function issuePath({ path }: Call): string {
  return path.split("/").slice(0, 6).join("/");
}
