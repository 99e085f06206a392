import { annotations } from "./gaps/annotations.js";
import { archived } from "./gaps/archived.js";
import { appRegistration, type AppRegistration } from "./gaps/app-registration.js";
import { appDeliveries } from "./deliveries/api.js";
import type { Deliveries } from "./deliveries/relay.js";
import { branchRules } from "./gaps/branch-rules.js";
import { collaboratorPermissions } from "./gaps/collaborator-permissions.js";
import { branchMerges } from "./gaps/branch-merges.js";
import { checkLimits } from "./gaps/check-limits.js";
import { textLimits } from "./gaps/text-limits.js";
import { checkSuites } from "./gaps/check-suites.js";
import { comparisons } from "./gaps/comparisons.js";
import { createdLabels } from "./gaps/created-labels.js";
import { crossReferences } from "./gaps/cross-references.js";
import { development } from "./gaps/development.js";
import { drafts } from "./gaps/drafts.js";
import { editChanges } from "./gaps/edit-changes.js";
import { forkCommits } from "./gaps/fork-commits.js";
import { emptyRepositories } from "./gaps/empty-repositories.js";
import type { Gap } from "./gaps/gap.js";
import { goneIssues } from "./gaps/gone-issues.js";
import { graphql } from "./gaps/graphql.js";
import { installationRepositories } from "./gaps/installation-repositories.js";
import { issueRelations } from "./gaps/issue-relations.js";
import { labelCase } from "./gaps/label-case.js";
import { labelSearch } from "./gaps/label-search.js";
import { lineComments } from "./gaps/line-comments.js";
import { merge } from "./gaps/merge.js";
import { pullAssignees } from "./gaps/pull-assignees.js";
import { pullFiles } from "./gaps/pull-files.js";
import { pullsAsIssues } from "./gaps/pulls-as-issues.js";
import { reactions } from "./gaps/reactions.js";
import { refNames } from "./gaps/ref-names.js";
import { refMoves } from "./gaps/ref-moves.js";
import { refusedPulls } from "./gaps/refused-pulls.js";
import { repositoryComments } from "./gaps/repository-comments.js";
import { renamed } from "./gaps/renamed.js";
import { stateReasons } from "./gaps/state-reasons.js";
import { teamReviewers } from "./gaps/team-reviewers.js";
import { textEdits } from "./gaps/text-edits.js";
import { timeline } from "./gaps/timeline.js";
import { trueHeads } from "./gaps/true-heads.js";
import { bodyOf, isOk, type Answer, type Call } from "./proxy/http.js";
import { createLock } from "./proxy/lock.js";
import { refuseUnpermitted, type Permissions } from "./proxy/permissions.js";
import { createRateLimit } from "./proxy/rate-limit.js";
import { compose } from "./proxy/routes.js";
import type { Backend } from "./proxy/server.js";
import type { Site } from "./proxy/site.js";
import { answerIn } from "./proxy/upstream.js";
import type { Settings } from "./seed.js";

/** Events that every App gets, subscribed or not. */
const ALWAYS = ["installation", "installation_repositories", "ping"];

/** The gaps' routes, the first the outermost. */
function gapsOf(
  site: Site,
  deliveries: Deliveries,
  target: () => string | undefined,
  registration: AppRegistration,
  settings: Settings,
  permissions: () => Permissions,
): readonly Gap[] {
  return [
    textLimits(),
    renamed(site),
    appRegistration(registration, settings, site, target),
    archived(site),
    goneIssues(site),
    graphql(site, permissions),
    development(site),
    appDeliveries(deliveries, site, target),
    installationRepositories(site, settings.repos.length),
    labelCase(site),
    labelSearch(site),
    issueRelations(site),
    emptyRepositories(site),
    refNames(site),
    refMoves(site),
    stateReasons(site),
    crossReferences(site),
    editChanges(site),
    textEdits(site),
    refusedPulls(site),
    drafts(site),
    createdLabels(site),
    pullAssignees(site),
    teamReviewers(site, permissions),
    repositoryComments(site),
    reactions(site),
    timeline(site),
    pullFiles(site),
    forkCommits(site),
    lineComments(site),
    branchRules(),
    comparisons(site),
    collaboratorPermissions(),
    // Before `trueHeads`, so that a pull request's true sides are put into every webhook.
    pullsAsIssues(site),
    trueHeads(site),
    merge(site),
    branchMerges(site),
    checkLimits(),
    annotations(site),
    checkSuites(site),
  ];
}

/** A time of silence. */
interface Quiet {
  /** Drops the webhooks of everything that is written while `work` runs. */
  quietly<T>(work: () => Promise<T>): Promise<T>;
}

/** Answers API requests: the gaps first, then the emulator; then the webhooks go out. */
export function createBackend(
  settings: Settings,
  site: Site,
  deliveries: Deliveries,
  target: () => string | undefined,
  permissions: () => Permissions,
  registration: AppRegistration,
): Backend & Quiet {
  const gaps = gapsOf(site, deliveries, target, registration, settings, permissions);
  const lock = createLock();
  const routes = gaps.flatMap((gap) => gap.routes ?? []);
  const chain = compose(routes, (call) => site.upstream.forward(call));
  const app = `app/${settings.slug}`;
  const actors = new Map([...settings.tokens].map(([login, token]) => [token, login]));

  let quiet = 0;

  async function answered(call: Call): Promise<Answer> {
    try {
      const given = await chain(call);
      if (call.path.endsWith("/access_tokens") && isOk(given)) {
        actors.set(bodyOf<{ token: string }>(given).token, site.bot);
      }
      return given;
    } catch (error) {
      const refused = answerIn(error);
      if (refused === undefined) throw error;
      return refused;
    }
  }

  async function written(call: Call): Promise<Answer> {
    try {
      return await answered(call);
    } finally {
      await announce();
    }
  }

  async function announce(): Promise<void> {
    const outbox = site.outbox.splice(0);
    if (quiet > 0) return;
    for (const outgoing of outbox) {
      let corrected = outgoing;
      for (const gap of gaps) corrected = (await gap.correct?.(corrected)) ?? corrected;
      const wanted = [...ALWAYS, ...settings.events];
      if (wanted.includes(corrected.event)) deliveries.send(corrected.event, corrected.payload);
    }
  }

  return {
    actorOf(authorization) {
      if (authorization === undefined) return "anonymous";
      const token = authorization.replace(/^(bearer|token)\s+/i, "");
      return token.startsWith("eyJ") ? app : actors.get(token);
    },
    isApp: (actor) => actor === app || actor === site.bot,
    refuse: async (call) =>
      call.actor === site.bot
        ? refuseUnpermitted(
            call,
            permissions(),
            async (repository, number) => (await site.rawPull(repository, number)) !== undefined,
          )
        : undefined,
    limit: createRateLimit(settings.rateLimit, (actor) => actor === site.bot),
    handle: (call, write) =>
      write ? lock.write(() => written(call)) : lock.read(() => answered(call)),
    async quietly(work) {
      quiet += 1;
      try {
        return await work();
      } finally {
        site.outbox.splice(0);
        quiet -= 1;
      }
    },
  };
}
