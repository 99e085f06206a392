/** Somebody ticked or cleared a box of the status comment, as the event tells: REST does not. */
export interface Tick {
  readonly box: string;
  /** Whether it was ticked; else it was cleared. */
  readonly ticked: boolean;
  /** Login of who edited the comment. */
  readonly by: string;
  /** When: ISO 8601, UTC. */
  readonly at: string;
}

/** A tick as a text without line breaks. */
export function writeTick({ box, ticked, by, at }: Tick): string {
  return [ticked ? "tick" : "clear", at, box, by].join(" ");
}

/** Reads what {@link writeTick} wrote; `undefined` for any other text. */
export function readTick(text: string): Tick | undefined {
  const [, kind, at, box, by] = /^(tick|clear) (\S+) (\S+) (\S+)$/.exec(text) ?? [];
  if (at === undefined || box === undefined || by === undefined) return undefined;
  return { box, ticked: kind === "tick", by, at };
}
