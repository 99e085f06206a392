import type { RepositoryRef, WorkItem } from "../model/refs.js";
import type { Payload } from "./payload.js";

/** Numbers of the repository's issues, or items of any place. */
export type Affected = readonly (number | WorkItem)[];

/** Maps a payload to what it names. `bot`: the App's login, where it is known. */
export type EventMapper = (
  payload: Payload,
  repository: RepositoryRef,
  bot: string | undefined,
) => Affected;

/** One number, or none. */
export function issueNumber(number: number | undefined): readonly number[] {
  return number === undefined ? [] : [number];
}
