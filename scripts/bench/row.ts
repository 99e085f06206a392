/** One line of the bench: what was measured, and the bound that it should keep. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  /** `reported` where there is none. */
  readonly bound: string;
  readonly holds: boolean;
}

/** A line of a plot: figures by what they are of. */
interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A plot that goes with a group's table. */
export interface Plot {
  /** File name, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

/** What one group of the bench has measured. */
export interface Measured {
  readonly rows: readonly Row[];
  readonly plots?: readonly Plot[];
  /** What could not be measured here, and why. */
  readonly missing?: readonly string[];
}

/** A figure with an upper bound. */
export function atMost(what: string, figure: number, bound: number, unit = ""): Row {
  return {
    what,
    figure: `${shown(figure)}${unit}`,
    bound: `≤ ${bound.toLocaleString("en")}${unit}`,
    holds: figure <= bound,
  };
}

/** A figure with a lower bound. */
export function atLeast(what: string, figure: number, bound: number): Row {
  return { what, figure: shown(figure), bound: `≥ ${bound}`, holds: figure >= bound };
}

/** A figure that is reported and has no bound. */
export function reported(what: string, figure: string): Row {
  return { what, figure, bound: "reported", holds: true };
}

/** A number as tables show it: whole where it is large. */
export function shown(figure: number): string {
  const digits = Number.isInteger(figure) || figure >= 100 ? 0 : 2;
  return figure.toLocaleString("en", { maximumFractionDigits: digits });
}
