import { readStamp, type Stamp } from "../view/status-marker.js";
import type { World } from "./world.js";

/** What the status comment's hidden block keeps; `undefined` where there is none, or it is spoilt. */
export function stampOf({ comments }: Pick<World, "comments">): Stamp | undefined {
  return comments[0] && readStamp(comments[0].body);
}
