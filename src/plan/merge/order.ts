import type { Unit, Units } from "./units.js";

/**
 * The sections in the order in which they are written: as people have them; as the rendering has
 * them where people moved none and it did. Others come behind the section that they follow in their
 * own file.
 */
export function orderUnits({ base, ours, theirs }: Units): readonly Unit[] {
  const mine = new Set(ours);
  const other = new Set(theirs);
  const shared = base.filter((unit) => mine.has(unit) && other.has(unit));
  const keepsOrder = (units: readonly Unit[]) => {
    const order = new Set(shared);
    return units.filter((unit) => order.has(unit)).every((unit, index) => unit === shared[index]);
  };
  const follow = keepsOrder(ours) && !keepsOrder(theirs);
  const [leader, others] = follow ? [theirs, ours] : [ours, theirs];
  const leading = new Set(leader);
  const order = [...leader];
  for (const [index, unit] of others.entries()) {
    if (leading.has(unit)) continue;
    const before = others[index - 1];
    let place = before === undefined ? 0 : order.indexOf(before) + 1;
    // It does not come between a section and what only the other file has below that.
    while (isOwnBelow(order[place], unit, follow ? mine : other)) place += 1;
    order.splice(place, 0, unit);
  }
  return order;
}

function isOwnBelow(next: Unit | undefined, unit: Unit, known: ReadonlySet<Unit>): boolean {
  return next !== undefined && !known.has(next) && depthOf(next) > depthOf(unit);
}

/** The level of a section's heading, as people have it. */
export function depthOf({ ours, theirs, base }: Unit): number {
  return (ours ?? theirs ?? base)?.depth ?? 0;
}
