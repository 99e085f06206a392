import type { SeenRequest, Verdict } from "../proxy/intercept.js";

/** What may befall a request. Nothing returned: it goes its way. */
export interface Fault {
  /** For the log. */
  readonly name: string;
  /** @param roll throws the dice for this request: a number from 0 up to 1 */
  befall(request: SeenRequest, roll: () => number): Promise<Verdict | void> | Verdict | void;
}

/** The fault happens with a probability from 0 to 1. */
export function chance(probability: number, fault: Fault): Fault {
  return {
    name: fault.name,
    befall: (request, roll) => (roll() < probability ? fault.befall(request, roll) : undefined),
  };
}

/** One of the faults happens, all as often. */
export function oneOf(faults: readonly Fault[]): Fault {
  return {
    name: faults.map(({ name }) => name).join(" | "),
    befall: (request, roll) => faults[Math.floor(roll() * faults.length)]?.befall(request, roll),
  };
}

/** The fault happens to some requests alone. */
export function only(chosen: (request: SeenRequest) => boolean, fault: Fault): Fault {
  return {
    name: fault.name,
    befall: (request, roll) => (chosen(request) ? fault.befall(request, roll) : undefined),
  };
}

/** The fault happens to the first `count` requests that it would befall. */
export function atMost(count: number, fault: Fault): Fault {
  let left = count;
  return {
    name: fault.name,
    async befall(request, roll) {
      if (left === 0) return undefined;
      const verdict = await fault.befall(request, roll);
      if (verdict !== undefined && left > 0) left -= 1;
      return verdict;
    },
  };
}

/** Whether a request makes something new: the kind that must not be repeated blindly. */
export function isCreate({ method, write }: SeenRequest): boolean {
  return write && method === "POST";
}
