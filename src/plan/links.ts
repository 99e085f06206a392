import { applyEdits } from "../issue/edits.js";
import { destinationsIn } from "./links/destinations.js";
import { linkTo, targetOf, type Site, type Target } from "./links/targets.js";

export type { Site } from "./links/targets.js";

/** A file that moves inside its repository: paths from the root. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * The Markdown file at `path` with the links that led to the moved file leading to where it is now.
 * Nothing but their destinations is another. Never throws.
 */
export function mendLinksTo(text: string, path: string, move: Move, site: Site): string {
  return mend(text, { from: path, to: path }, move, site);
}

/**
 * The moved Markdown file itself, with its links leading where they did: relative ones start from
 * another folder now. Never throws.
 */
export function mendLinksIn(text: string, move: Move, site: Site): string {
  return mend(text, move, move, site);
}

function mend(text: string, file: Move, { from, to }: Move, site: Site): string {
  /** The link as it has to be now, where it has to be another one. */
  const mended = (url: string): string | undefined => {
    const target = targetOf(url, file.from, site);
    if (target === undefined) return undefined;
    const now: Target = { ...target, path: target.path === from ? to : target.path };
    const stays = now.path === target.path && (file.from === file.to || now.start !== undefined);
    // The same folder in other words, or a link that is written otherwise than this module would.
    if (stays || linkTo(target, file.from) === linkTo(now, file.to)) return undefined;
    return linkTo(now, file.to);
  };
  const places = destinationsIn(text, (url) => mended(url) !== undefined);
  const edits = places.map(({ start, end, url }) => ({ start, end, text: mended(url) ?? "" }));
  return applyEdits(text, { start: 0, end: text.length }, edits);
}
