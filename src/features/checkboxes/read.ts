import { textHistories } from "../../github/graphql.js";
import type { GitHubClient } from "../../github/http/client.js";
import { mayWrite } from "../../github/repository.js";
import { RetryError } from "../../model/errors.js";
import type { CheckboxEdit } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import type { CommonFacts } from "../snapshot.js";
import { metadataOf } from "../state.js";
import { isTicked, checkboxEditKey, TICKS_OF_HISTORY } from "./rules.js";
import { isControl, TICKED_BOXES, type CheckboxFacts, type TickedBox } from "./boxes.js";

/** How often an event that is to say who ticked a box is waited for, and for how long, in ms. */
const MAX_RETRIES = 2;
const RETRY_MS = 500;

/** People whose permission is asked for in one run; the ticks of others are not let through. */
const MAX_PEOPLE = 10;

/** The facts with what people have ticked in the status comment, and what that asks for. */
export async function withCheckboxes(
  context: Pick<RunContext, "github" | "compute" | "attempt">,
  facts: CommonFacts,
): Promise<CommonFacts> {
  const checkboxes = await readCheckboxes(context, facts);
  const requested = facts.archive.requested || isTicked({ checkboxes }, "close-out");
  return { ...facts, checkboxes, archive: { ...facts.archive, requested } };
}

/**
 * Reads what people have ticked in the status comment, and whether they may: what events say, and
 * what stands in the comment. One request for each of them, and none where nobody ticked anything.
 * Where an event stays away, the history of the comment says who ticked a box, for one query.
 *
 * @throws RetryError where a box is ticked and it is not known yet by whom: the event may be late
 */
async function readCheckboxes(
  { github, compute, attempt }: Pick<RunContext, "github" | "compute" | "attempt">,
  snapshot: CommonFacts,
): Promise<CheckboxFacts | undefined> {
  const { ref, comments, config } = snapshot;
  if (!config.comment.show.includes("controls")) return undefined;
  const { body = "", nodeId = "" } = comments[0] ?? {};
  const known = metadataOf(snapshot)?.ticks ?? [];
  const isNew = (tick: CheckboxEdit): boolean => !known.includes(checkboxEditKey(tick));
  const heard = (ref.checkboxEdits ?? []).filter(isNew);
  const [ticked = []] = await compute(TICKED_BOXES, [body]);
  const unheard = missingFrom(heard, ticked);
  if (unheard.length > 0 && attempt <= MAX_RETRIES) {
    throw new RetryError("who ticked a box of the status comment is not known yet", RETRY_MS);
  }
  const history =
    unheard.length === 0 ? undefined : (await textHistories(github, [nodeId])).get(nodeId);
  const recovered = history === undefined ? [] : await compute(TICKS_OF_HISTORY, history, unheard);
  const reported = [...heard, ...recovered.filter(isNew)];
  const last = lastOfEach(reported);
  const unknown = missingFrom(reported, ticked);
  if (reported.length === 0 && unknown.length === 0) return undefined;
  const ticks = [...last.values()].filter((tick) => tick.ticked);
  const allowed = await permissions(github, snapshot, ticks);
  return {
    ticks: [
      ...ticks.map((tick): TickedBox => ({
        box: tick.box,
        by: tick.by,
        allowed: allowed.has(nameOf(tick)),
      })),
      ...unknown.map((box): TickedBox => ({ box, by: undefined, allowed: false })),
    ],
    reported: reported.map(checkboxEditKey),
  };
}

/** Those of the boxes of which no edit says that they were ticked last. */
function missingFrom(edits: readonly CheckboxEdit[], boxes: readonly string[]): readonly string[] {
  const last = lastOfEach(edits);
  return boxes.filter((box) => last.get(box)?.ticked !== true);
}

/** What was done to each box last. */
function lastOfEach(ticks: readonly CheckboxEdit[]): ReadonlyMap<string, CheckboxEdit> {
  const ordered = ticks.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return new Map(ordered.map((tick) => [tick.box, tick]));
}

/** Those of the ticks whose people may, by {@link nameOf}. */
async function permissions(
  github: GitHubClient,
  { ref, issue, config }: Pick<CommonFacts, "ref" | "issue" | "config">,
  ticks: readonly CheckboxEdit[],
): Promise<ReadonlySet<string>> {
  const ignored = lowerCase(config.ignore.authors);
  const participants = lowerCase([issue.author, ...issue.assignees]);
  const requested = ticks.filter(
    ({ by }) => !by.endsWith("[bot]") && !ignored.has(by.toLowerCase()),
  );
  const isFree = ({ by, box }: CheckboxEdit): boolean =>
    !isControl(box) && participants.has(by.toLowerCase());
  const others = requested.filter((tick) => !isFree(tick)).map(({ by }) => by);
  const writers = await Promise.all(
    [...new Set(others)].slice(0, MAX_PEOPLE).map(async (login) => {
      return (await mayWrite(github, ref, login)) ? [login] : [];
    }),
  );
  const may = new Set(writers.flat());
  return new Set(requested.filter((tick) => isFree(tick) || may.has(tick.by)).map(nameOf));
}

function lowerCase(logins: readonly string[]): ReadonlySet<string> {
  return new Set(logins.map((login) => login.toLowerCase()));
}

function nameOf({ box, by }: CheckboxEdit): string {
  return `${box} ${by}`;
}
