import { LRUCache } from "lru-cache";
import { parsePlan, type Plan } from "../plan/parse.js";

/** Characters of plans that are remembered; what was read of them takes a few times that. */
const MOST_CHARACTERS = 1024 * 1024;

const known = new LRUCache<string, Plan>({
  maxSize: MOST_CHARACTERS,
  sizeCalculation: (_, key) => key.length,
});

/**
 * What a plan of an issue says, by the words that teams use. The same text is asked about many times
 * in a run, and again at the next event, so what was read last is remembered.
 *
 * @param host whose addresses of issues and pull requests count
 */
export function planIn(text: string, host: string): Plan {
  const key = `${host}\n${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const plan = parsePlan(text, [], host);
  known.set(key, plan);
  return plan;
}
