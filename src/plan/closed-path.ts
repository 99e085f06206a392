/** The folder of plans that are put away. */
const CLOSED = "completed";

/** Folders whose name says that plans in them are worked on: the one for closed plans is their sibling. */
const OPEN = /^(?:active|current|in[-_]?progress|open|ongoing|proposed|wip)$/i;

/**
 * Where a plan goes when it is put away, from where it is: `plans/3-a.md` to
 * `plans/completed/3-a.md`, `docs/active/3-a.md` to `docs/completed/3-a.md`. A plan that lies in a
 * folder of that name stays. Takes patterns of paths too.
 */
export function closedPath(path: string): string {
  const folders = path.split("/");
  const file = folders.pop() ?? "";
  const last = folders.at(-1) ?? "";
  if (last.toLowerCase() === CLOSED) return path;
  if (OPEN.test(last)) folders.pop();
  return [...folders, CLOSED, file].join("/");
}
