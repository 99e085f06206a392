import { pointAt, type Point } from "./points.js";

const DAY_MS = 86_400_000;

/** What one step of a chart can be, and how many there are at most before the next one is taken. */
const STEPS = [
  { unit: "Days", ms: DAY_MS, most: 35 },
  { unit: "Weeks", ms: 7 * DAY_MS, most: 52 },
  { unit: "Quarters", ms: 91 * DAY_MS, most: 80 },
] as const;

/**
 * A Mermaid chart of done (bars) and all (line) items over time. The steps of both axes are whole
 * numbers: Mermaid leaves the last value out where a step cannot be added up exactly.
 *
 * @see https://mermaid.js.org/syntax/xyChart
 * @param series one point or more
 */
export function chartOf(series: readonly Point[]): string {
  const start = series[0]?.at ?? 0;
  const span = (series.at(-1)?.at ?? 0) - start;
  const step = STEPS.find(({ ms, most }) => span <= ms * most) ?? STEPS[2];
  const count = Math.min(step.most, Math.ceil(span / step.ms)) + 1;
  const samples = Array.from({ length: count }, (_, index) => {
    // The last one tells what is true now, however long ago the first was.
    return index === count - 1 ? series.at(-1) : pointAt(series, start + index * step.ms);
  });
  const top = Math.max(1, ...samples.map((point) => Math.max(point?.done ?? 0, point?.total ?? 0)));
  return [
    "xychart-beta",
    `    x-axis "${step.unit} since ${new Date(start).toISOString().slice(0, 10)}" 0 --> ${Math.max(1, count - 1)}`,
    `    y-axis "Items" 0 --> ${top}`,
    `    bar [${samples.map((point) => point?.done ?? 0).join(", ")}]`,
    `    line [${samples.map((point) => point?.total ?? 0).join(", ")}]`,
  ].join("\n");
}
