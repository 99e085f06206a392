import { memoizeByText } from "../../model/memoize.js";
import { parsePlan, type Plan } from "../../plan/parse/parse.js";

/** Characters of plans that are remembered; what was read of them takes a few times that. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * What a plan of an issue says, by the words that teams use. The same text is asked about many times
 * in a run, and again at the next event, so what was read last is remembered.
 *
 * @param host whose addresses of issues and pull requests count
 */
export const planIn: (text: string, host: string) => Plan = memoizeByText({
  maxCharacters: MAX_CHARACTERS,
  keyOf: (text: string, host: string) => `${host}\n${text}`,
  find: (text, host) => parsePlan(text, [], host),
});
