import type { Block, Inline } from "../../issue/value.js";

/**
 * What a template's variable stands for. A string is one of Plansmith's own words (a number, a
 * date, a box) and goes in as it is: text that people wrote is always an {@link Inline} or a
 * {@link Block}. What is unknown is `undefined`, `false`, or an empty list or string.
 */
export type Value = string | boolean | Inline | Block | readonly View[] | undefined;

/** Variables by name. Only own properties count. */
export interface View {
  readonly [name: string]: Value;
}
