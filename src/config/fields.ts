import type { Heading } from "mdast";
import type { Issue } from "../issue/issue.js";
import { SECTION_KINDS } from "../issue/section-kinds.js";
import { parseMarkdown, plainText } from "../markdown/parse.js";
import { normalizeText } from "../model/compare-text.js";
import type { Config } from "./schema.js";

/**
 * The issue with the headings of its form called what the configuration says that they mean: each
 * that `fields` names gets the first name that Plansmith knows for that meaning. Case and white
 * space do not count. Everything else stays as it was written.
 */
export function withFields(issue: Issue, fields: Config["fields"]): Issue {
  const meanings = new Map(
    Object.entries(fields).map(([heading, slot]) => [normalizeText(heading), slot] as const),
  );
  if (meanings.size === 0) return issue;
  let { body } = issue;
  for (const node of parseMarkdown(body).children.toReversed()) {
    if (node.type !== "heading") continue;
    const name = nameOf(meanings.get(normalizeText(plainText(node))));
    if (name !== undefined) body = renamed(body, node, name);
  }
  return { ...issue, body };
}

/** The first known heading of a meaning. */
function nameOf(slot: string | undefined): string | undefined {
  if (slot === undefined || !isSlot(slot)) return undefined;
  return SECTION_KINDS[slot].names.split(" | ")[0]?.trim();
}

function isSlot(slot: string): slot is keyof typeof SECTION_KINDS {
  return Object.hasOwn(SECTION_KINDS, slot);
}

function renamed(body: string, node: Heading, name: string): string {
  const start = node.position?.start.offset ?? 0;
  const end = node.position?.end.offset ?? start;
  const heading = `${"#".repeat(node.depth)} ${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return body.slice(0, start) + heading + body.slice(end);
}
