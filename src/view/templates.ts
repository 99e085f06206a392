import { readFileSync } from "node:fs";
import mustache from "mustache";

/**
 * Reads one of the bot's own texts, `templates/bot/<name>.md`, once, and returns what renders it.
 * The view's values are Markdown already: nothing is escaped here, and nothing rendered twice.
 */
export function botText(name: string): (view: object) => string {
  const url = new URL(`../../templates/bot/${name}.md`, import.meta.url);
  const source = readFileSync(url, "utf8");
  mustache.parse(source);
  return (view) => mustache.render(source, view, {}, { escape: String });
}
