import { usedVariables } from "./fill/tags.js";
import type { Template } from "./template.js";

/** What a template shows that costs further requests to know. */
export interface TemplateNeeds {
  /** The commands of quality gates. */
  readonly scripts: boolean;
  /** Sub-issues, as steps. */
  readonly subIssues: boolean;
  /** Issues that block this one. */
  readonly dependencies: boolean;
}

/** What has to be read before a template can be filled. */
export function templateNeeds(template: Template): TemplateNeeds {
  const used = usedVariables(template.tokens);
  const uses = (...names: readonly string[]): boolean => names.some((name) => used.has(name));
  return {
    scripts: uses("lint", "typeCheck", "complexity", "duplication", "tests"),
    subIssues: uses("steps", "phases"),
    dependencies: uses("dependencies"),
  };
}
