import type { BodySection } from "../../issue/body.js";
import { readPriority, readType, type LabelFacts } from "../../issue/labels.js";
import { readWorkPlace } from "../../issue/repository.js";
import { plainText } from "../markdown.js";

/** What an issue says about itself, by labels and by the fields of its form. */
export interface StatedFacts {
  readonly labels: LabelFacts;
  /** The labels' facts, and those of fields where no label says another. */
  readonly role: string | undefined;
  readonly priority: LabelFacts["priority"];
  readonly type: string | undefined;
  readonly repository: string | undefined;
  readonly branch: string | undefined;
  /** The fields of which every word is in these facts. */
  readonly counted: ReadonlySet<BodySection>;
}

type Known = Partial<Record<"role" | "priority" | "type" | "repository" | "branch", string>>;

/**
 * Reads the fields for role, priority, type, repository and branch. A field that says something
 * else than a label, or than a field before it, counts for nothing, and stays.
 */
export function readFields(
  sections: readonly BodySection[],
  labels: LabelFacts,
  uses: (variable: string) => boolean,
): StatedFacts {
  const { role, priority, type, repository, branch } = labels;
  const facts = { role, priority, type, repository, branch };
  const counted = new Set<BodySection>();
  for (const section of sections) {
    const stated = factsIn(section, uses);
    if (stated === undefined || contradicts(stated, facts)) continue;
    Object.assign(facts, stated);
    counted.add(section);
  }
  return { labels, ...facts, counted };
}

function factsIn(section: BodySection, uses: (variable: string) => boolean): Known | undefined {
  const text = onlyLine(section);
  if (text === undefined) return undefined;
  if (section.slot === "role") return { role: text };
  if (section.slot === "priority") return defined("priority", readPriority(text));
  if (section.slot === "type") return defined("type", readType(text));
  if (section.slot !== "repository") return undefined;
  const { repository, branch } = readWorkPlace(text, section.name) ?? {};
  if (repository !== undefined && !uses("repository")) return undefined;
  if (branch !== undefined && !uses("branch")) return undefined;
  const known = { ...defined("repository", repository), ...defined("branch", branch) };
  return Object.keys(known).length === 0 ? undefined : known;
}

function defined(name: keyof Known, value: string | undefined): Known | undefined {
  return value === undefined ? undefined : { [name]: value };
}

function contradicts(
  stated: Known,
  facts: { readonly [Name in keyof Known]?: string | undefined },
) {
  return Object.entries(stated).some(([name, value]) => {
    const known = Object.entries(facts).find(([other]) => other === name)?.[1];
    return known !== undefined && known.toLowerCase() !== value.toLowerCase();
  });
}

/** What a section says, if that is a line of at most 200 characters, or one entry of a list. */
function onlyLine({ nodes: [node, ...more] }: BodySection): string | undefined {
  const [item, ...others] = node?.type === "list" ? node.children : [];
  const line = item !== undefined && others.length === 0 ? item.children[0] : node;
  if (line?.type !== "paragraph" || more.length > 0 || (item?.children.length ?? 1) > 1) {
    return undefined;
  }
  const text = plainText(line);
  return text === "" || text.length > 200 ? undefined : text;
}
