import { RetryError } from "../errors.js";
import type { GitHubClient } from "../github/client.js";
import { mayWrite } from "../github/permissions.js";
import type { Tick } from "../ticks.js";
import { isControl, tickedBoxes } from "../view/boxes.js";
import type { ObserveContext } from "./observe.js";
import { isTicked, tickKey } from "./panel.js";
import { stampOf } from "./stamp.js";
import type { PanelFacts, PanelTick, World } from "./world.js";

/** How often an event that is to tell who ticked a box is waited for, and for how long, in ms. */
const PATIENCE = 2;
const SETTLE_MS = 500;

/** People whose permission is asked for in one run; the ticks of others are not let through. */
const MOST_PEOPLE = 10;

/** The world with what people have ticked in the status comment, and what that asks for. */
export async function withPanel(
  { github, attempt }: Pick<ObserveContext, "github" | "attempt">,
  world: World,
): Promise<World> {
  const panelled = { ...world, panel: await readPanel(github, world, attempt) };
  const wished = world.closeOut.wished || isTicked(panelled, "close-out");
  return { ...panelled, closeOut: { ...world.closeOut, wished } };
}

/**
 * Reads what people have ticked in the status comment, and whether they may: what events tell, and
 * what stands in the comment. One request for each of them, and none where nobody ticked anything.
 *
 * @throws RetryError where a box is ticked and it is not known yet by whom: the event may be late
 */
async function readPanel(
  github: GitHubClient,
  world: World,
  attempt: number,
): Promise<PanelFacts | undefined> {
  const { ref, comments, config } = world;
  if (!config.comment.show.includes("controls")) return undefined;
  const body = comments[0]?.body ?? "";
  const known = stampOf(world)?.ticks ?? [];
  const told = (ref.ticks ?? []).filter((tick) => !known.includes(tickKey(tick)));
  const last = lastOfEach(told);
  const unknown = [...tickedBoxes(body)].filter((box) => last.get(box)?.ticked !== true);
  if (unknown.length > 0 && attempt <= PATIENCE) {
    throw new RetryError("who ticked a box of the status comment is not known yet", SETTLE_MS);
  }
  if (told.length === 0 && unknown.length === 0) return undefined;
  const ticks = [...last.values()].filter(({ ticked }) => ticked);
  const allowed = await permissions(github, world, ticks);
  return {
    ticks: [
      ...ticks.map((tick): PanelTick => ({
        box: tick.box,
        by: tick.by,
        allowed: allowed.has(nameOf(tick)),
      })),
      ...unknown.map((box): PanelTick => ({ box, by: undefined, allowed: false })),
    ],
    told: told.map(tickKey),
  };
}

/** What was done to each box last. */
function lastOfEach(ticks: readonly Tick[]): ReadonlyMap<string, Tick> {
  const ordered = ticks.toSorted((one, other) => (one.at < other.at ? -1 : 1));
  return new Map(ordered.map((tick) => [tick.box, tick]));
}

/** Those of the ticks whose people may, by {@link nameOf}. */
async function permissions(
  github: GitHubClient,
  { ref, issue, config }: Pick<World, "ref" | "issue" | "config">,
  ticks: readonly Tick[],
): Promise<ReadonlySet<string>> {
  const ignored = lowerCase(config.ignore.authors);
  const participants = lowerCase([issue.author, ...issue.assignees]);
  const asked = ticks.filter(({ by }) => !by.endsWith("[bot]") && !ignored.has(by.toLowerCase()));
  const isFree = ({ by, box }: Tick): boolean =>
    !isControl(box) && participants.has(by.toLowerCase());
  const others = asked.filter((tick) => !isFree(tick)).map(({ by }) => by);
  const writers = await Promise.all(
    [...new Set(others)].slice(0, MOST_PEOPLE).map(async (login) => {
      return (await mayWrite(github, ref, login)) ? [login] : [];
    }),
  );
  const may = new Set(writers.flat());
  return new Set(asked.filter((tick) => isFree(tick) || may.has(tick.by)).map(nameOf));
}

function lowerCase(logins: readonly string[]): ReadonlySet<string> {
  return new Set(logins.map((login) => login.toLowerCase()));
}

function nameOf({ box, by }: Tick): string {
  return `${box} ${by}`;
}
