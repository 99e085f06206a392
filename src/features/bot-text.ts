import mustache from "mustache";
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
