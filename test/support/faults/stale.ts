import { JSONParse, JSONStringify } from "json-with-bigint";
import { asObject } from "../json.js";
import type { Answer } from "../proxy/http.js";
import type { SeenRequest } from "../proxy/intercept.js";
import type { Fault } from "./fault.js";

/** What a list was at a time. */
interface Memory {
  readonly at: number;
  readonly answered: Answer;
}

/** Git data and files are never stale. */
const EXACT = /\/(?:git|contents|branches|compare)(?:\/|$)/;

/**
 * Lists answer what they would have answered up to `maxMs` ago: an answer from that time where the
 * App asked then, else today's without what is younger. Reads of one thing are up to date.
 *
 * @param now milliseconds; for tests
 */
export function staleLists(maxMs: number, now: () => number = Date.now): Fault {
  const memories = new Map<string, Memory[]>();

  function remember(key: string, memory: Memory): readonly Memory[] {
    const fresh = (memories.get(key) ?? []).filter(({ at }) => at >= memory.at - maxMs);
    memories.set(key, [...fresh, memory]);
    return fresh;
  }

  return {
    name: "stale list",
    befall(request, roll) {
      if (request.method !== "GET" || EXACT.test(request.path)) return undefined;
      const age = roll() * maxMs;
      return {
        after(answered) {
          if (answered.status !== 200 || itemsOf(parse(answered)) === undefined) return undefined;
          const past = remember(keyOf(request), { at: now(), answered });
          const moment = now() - age;
          const known = past.findLast(({ at }) => at <= moment);
          return known?.answered ?? withoutYounger(answered, moment);
        },
      };
    },
  };
}

function keyOf({ path, query }: SeenRequest): string {
  return `${path}?${query.toString()}`;
}

/** Ids of deliveries have more digits than a number keeps: two of them would be one. */
function parse({ body }: Answer): unknown {
  return body.length === 0 ? undefined : JSONParse(body.toString("utf8"));
}

function withBody(original: Answer, value: unknown): Answer {
  return { ...original, body: Buffer.from(JSONStringify(value)) };
}

/** The list in a body, and the name of the field that holds it, if any. */
function itemsOf(
  body: unknown,
): { readonly name?: string; readonly items: readonly unknown[] } | undefined {
  if (Array.isArray(body)) return { items: body };
  const object = asObject(body);
  if (typeof object["total_count"] !== "number") return undefined;
  const found = Object.entries(object).find(([, value]) => Array.isArray(value));
  if (found === undefined || !Array.isArray(found[1])) return undefined;
  return { name: found[0], items: found[1] };
}

function withoutYounger(answered: Answer, moment: number): Answer {
  const body = parse(answered);
  const { name, items = [] } = itemsOf(body) ?? {};
  const old = items.filter((item) => {
    const { created_at: created, delivered_at: born = created } = asObject(item);
    return typeof born !== "string" || Date.parse(born) <= moment;
  });
  if (name === undefined) return withBody(answered, old);
  return withBody(answered, { ...asObject(body), total_count: old.length, [name]: old });
}
