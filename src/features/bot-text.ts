import mustache from "mustache";
import type { CommentPart } from "../config/schema.js";
import { bundledAsset } from "../model/package.js";

/**
 * Reads one of the bot's own texts, `templates/bot/<name>.md`, once, and returns what renders it.
 * The view's values are Markdown already: nothing is escaped here, and nothing rendered twice.
 */
export function botText(name: string): (view: object) => string {
  const source = bundledAsset(`templates/bot/${name}.md`);
  mustache.parse(source);
  return (view) => mustache.render(source, view, {}, { escape: String });
}

/** A part of the status comment, supplied by the feature that it is about. */
export interface CommentSection {
  readonly title: string;
  /** Whether the title stands above the text; a folded section always shows it. */
  readonly headed: boolean;
  /** The values that its text is rendered from: the same values, the same text. */
  readonly view: object;
  readonly text: string;
}

/**
 * What makes a part's section from its values, by the text `templates/bot/status-comment/<name>.md`.
 * `undefined` where there are no values.
 */
export function commentSection(
  name: CommentPart,
): (title: string, view: object | undefined, headed?: boolean) => CommentSection | undefined {
  const render = botText(`status-comment/${name}`);
  return (title, view, headed = true) => view && { title, headed, view, text: render(view).trim() };
}

/** A list that is cut off after some rows. */
interface CutList<T> {
  readonly rows: readonly T[];
  /** How many more there are; `undefined` for none. */
  readonly more: number | undefined;
}

/** The first `limit` rows, and how many more there are; `undefined` for no rows. */
export function cutList<T>(rows: readonly T[], limit: number): CutList<T> | undefined {
  if (rows.length === 0) return undefined;
  const more = rows.length - limit;
  return { rows: rows.slice(0, limit), more: more > 0 ? more : undefined };
}
