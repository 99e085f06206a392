import { commentSection, type CommentSection } from "../bot-text.js";
import { chartOf, forecast, isTelling, type Pace } from "./rules.js";

const section = commentSection("pace");

/**
 * The chart of done and all items over time, the pace of the last two weeks, and the day on which
 * the plan is done at that pace; `undefined` where there are too few points.
 */
export function paceSection({ series, left }: Pace): CommentSection | undefined {
  if (!isTelling(series)) return undefined;
  const found = forecast(series, left);
  const rate = found && `${rateOf(found.perWeek)} items per week`;
  const day = found?.doneAt === undefined ? undefined : dayOf(found.doneAt);
  const words = [rate, day && `done around ${day}`].filter((part) => part !== undefined);
  const title = words.length === 0 ? "Progress over time" : `Pace: ${words.join(", ")}`;
  return section(title, {
    chart: chartOf(series),
    rate,
    until: dayOf(series.at(-1)?.at ?? 0),
    day,
    left: left === 1 ? "the open item is" : `the ${left} open items are`,
  });
}

function rateOf(perWeek: number): string {
  return perWeek >= 10 ? perWeek.toFixed(0) : Math.max(0.1, perWeek).toFixed(1).replace(".0", "");
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
