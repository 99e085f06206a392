import type { UserJson } from "../json.js";
import { answer, field, isOk, refusal, type Call } from "../proxy/http.js";
import { keyOf, type Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";
import { findIssueOrPull } from "./pulls-as-issues.js";
import { findPull } from "./true-heads.js";

/**
 * Gap: pull requests cannot be assigned. Also, adding assignees answers 201 at GitHub.
 *
 * @see https://docs.github.com/rest/issues/assignees
 */
export function pullAssignees(site: Site): Gap {
  return {
    routes: [
      {
        methods: "POST DELETE",
        path: "/repos/:owner/:repo/issues/:number/assignees",
        async handle(call, next, { owner, repo, number }) {
          const repository = `${owner}/${repo}`;
          const created = call.method === "POST" ? 201 : 200;
          const pull = await findPull(site, repository, Number(number));
          if (pull === undefined) {
            const answered = await next(call);
            return isOk(answered) ? { ...answered, status: created } : answered;
          }
          const users = await named(site, call);
          if (users === undefined) return refusal(422, "Validation Failed");
          await assign(site, call, repository, pull.number, pull.assignees, users);
          return answer(created, await findIssueOrPull(site, repository, pull.number));
        },
      },
    ],
  };
}

/** The users whom the body names; `undefined` where one does not exist. */
async function named(site: Site, call: Call): Promise<UserJson[] | undefined> {
  const logins = field(call, "assignees");
  const names = Array.isArray(logins) ? logins.map(String) : [];
  const users = await Promise.all(
    names.map((login) => site.upstream.get<UserJson>(`/users/${encodeURIComponent(login)}`)),
  );
  const found = users.filter((user) => user !== undefined);
  return found.length === users.length ? found : undefined;
}

async function assign(
  site: Site,
  call: Call,
  repository: string,
  number: number,
  before: readonly UserJson[],
  users: readonly UserJson[],
): Promise<void> {
  const adding = call.method === "POST";
  const changed = users.filter((user) => isIn(before, user) !== adding);
  const after = adding ? [...before, ...changed] : before.filter((user) => !isIn(changed, user));
  site.memory.pullAssignees.set(keyOf(repository, number), after);
  for (const assignee of changed) {
    await site.emit(call, repository, "pull_request", {
      action: adding ? "assigned" : "unassigned",
      assignee,
      pull_request: await site.rawPull(repository, number),
    });
  }
}

function isIn(list: readonly UserJson[], user: UserJson): boolean {
  return list.some(({ login }) => login === user.login);
}
