/** What people have ticked in the status comment. */
export interface CheckboxFacts {
  /** Each box once. */
  readonly ticks: readonly TickedBox[];
  /** Keys of the edits that events reported and nobody has answered, for the hidden block. */
  readonly reported: readonly string[];
}

/** A box that somebody has ticked. */
export interface TickedBox {
  readonly box: string;
  /** Login; `undefined` where nobody knows. */
  readonly by: string | undefined;
  /** Whether they may. */
  readonly allowed: boolean;
}
