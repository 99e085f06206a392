import type { GitHubClient } from "../../github/http/client.js";
import { textHistories, type TextHistory, type TextVersion } from "../../github/graphql.js";
import { mayWrite } from "../../github/repository.js";
import type { CrossReference } from "../../github/timeline.js";
import type { KeptEvidence } from "../../model/metadata.js";
import { nameOf, type IssueRef } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import { STEP_TRAILERS } from "./items.js";

/** People whose permission is asked for in one run; what others wrote in later does not count. */
const MAX_PEOPLE = 10;

/** A step that a pull request says it did, and the login of who says so. */
export interface Claim {
  readonly value: string;
  readonly by: string;
}

/** By name of the merged pull request, what its description claims. */
export type Claims = Readonly<Record<string, readonly Claim[]>>;

/** What the status comment remembers of descriptions that were touched after the merge. */
type KeptClaims = NonNullable<KeptEvidence["claims"]>;

/**
 * The steps that merged pull requests claim in their descriptions: what was claimed when they were
 * merged, which its author claims, and what somebody who may write to the repository has written into
 * it since. Of either only what is still claimed. Where it is not known who wrote what, nothing is.
 *
 * A pull request that nothing has changed since its merge takes no request. All others together take
 * one query, and again only after the next change.
 *
 * @param pulls merged ones of the issue's own repository
 */
export async function readClaims(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  ref: IssueRef,
  pulls: readonly CrossReference[],
  kept: KeptClaims,
): Promise<{ readonly claims: Claims; readonly kept: KeptClaims }> {
  if (pulls.length === 0) return { claims: {}, kept: {} };
  const steps = await compute(
    STEP_TRAILERS,
    pulls.map(({ body }) => body),
  );
  const all = pulls.map((pull, index) => ({
    pull,
    name: nameOf(pull, ref),
    values: steps[index] ?? [],
  }));
  const claiming = all.filter(({ values }) => values.length > 0);
  const touched = claiming.filter(({ pull }) => isTouched(pull));
  const unknown = touched.filter(({ pull, name }) => kept[name]?.at !== pull.updatedAt);
  const histories =
    unknown.length === 0
      ? new Map<string, TextHistory>()
      : await textHistories(
          github,
          unknown.map(({ pull }) => pull.id),
        );
  const found = await Promise.all(
    unknown.map(async ({ pull, name, values }) => {
      const history = histories.get(pull.id);
      if (history === undefined) return [];
      const by = await claimants({ github, compute }, ref, { pull, values, history });
      return [[name, { at: pull.updatedAt, by }] as const];
    }),
  );
  const known: KeptClaims = {
    ...Object.fromEntries(
      touched.flatMap(({ name }) => (kept[name] === undefined ? [] : [[name, kept[name]]])),
    ),
    ...Object.fromEntries(found.flat()),
  };
  const claims = claiming.map(({ pull, name, values }): [string, readonly Claim[]] => {
    if (!isTouched(pull)) return [name, values.map((value) => ({ value, by: pull.author }))];
    const read = known[name]?.at === pull.updatedAt ? known[name].by : {};
    return [
      name,
      values.flatMap((value) => {
        const by = Object.hasOwn(read, value) ? read[value] : undefined;
        return by === undefined ? [] : [{ value, by }];
      }),
    ];
  });
  return { claims: Object.fromEntries(claims), kept: known };
}

/** Whether anything of a merged pull request has changed since, its description perhaps. */
function isTouched({ mergedAt, updatedAt }: CrossReference): boolean {
  return mergedAt === undefined || !(Date.parse(updatedAt) <= Date.parse(mergedAt));
}

/** Of the steps that a description names, who claims which; others are not there. */
async function claimants(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  ref: IssueRef,
  {
    pull,
    values,
    history,
  }: {
    readonly pull: CrossReference;
    readonly values: readonly string[];
    readonly history: TextHistory;
  },
): Promise<Readonly<Record<string, string>>> {
  const { lastEditedAt, versions } = history;
  const isEarlier = (at: string): boolean => Date.parse(at) <= Date.parse(pull.mergedAt ?? "");
  if (lastEditedAt === undefined || isEarlier(lastEditedAt)) {
    return Object.fromEntries(values.map((value) => [value, pull.author]));
  }
  const texts = versions.map(({ text = "" }) => text);
  const named = await compute(STEP_TRAILERS, texts);
  const atMerge = versions.findLastIndex(({ at }) => isEarlier(at));
  const later = versions.slice(atMerge + 1);
  const writers = await writersAmong(github, ref, later);
  const by = new Map<string, string>();
  for (const value of named[atMerge] ?? []) by.set(value, pull.author);
  for (const [index, version] of later.entries()) {
    const nth = atMerge + 1 + index;
    // Without the version before, it is not known what this one adds.
    const before = versions[nth - 1]?.text === undefined ? undefined : named[nth - 1];
    if (before === undefined || !writers.has(version.by)) continue;
    for (const value of named[nth] ?? []) if (!before.includes(value)) by.set(value, version.by);
  }
  return Object.fromEntries([...by].filter(([value]) => values.includes(value)));
}

async function writersAmong(
  github: GitHubClient,
  ref: IssueRef,
  versions: readonly TextVersion[],
): Promise<ReadonlySet<string>> {
  const people = [...new Set(versions.map(({ by }) => by))].filter((by) => by !== "ghost");
  const readings = people.slice(0, MAX_PEOPLE).map(async (login) => {
    return (await mayWrite(github, ref, login)) ? [login] : [];
  });
  return new Set((await Promise.all(readings)).flat());
}
