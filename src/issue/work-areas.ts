import type { SectionKind } from "./section-kinds.js";

/** What criteria are grouped by: “API”, “Documentation”. */
export const AREAS: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "contracts",
  "documentation",
  "security",
  "performance",
  "testing",
  "unitTests",
  "integrationTests",
  "verification",
  "migration",
  "monitoring",
  "rollout",
  "integration",
  "breakingChanges",
]);

/**
 * What tasks are grouped by: “Infrastructure”, “API”; those with boxes by nearly anything. How to test
 * them has its own place in plans.
 */
export function isWorkArea(kind: SectionKind | undefined, boxed: boolean): boolean {
  if (kind === undefined || NO_AREAS.has(kind)) return false;
  return boxed || WORK_AREAS.has(kind) || AREAS.has(kind);
}

const WORK_AREAS: ReadonlySet<SectionKind> = new Set<SectionKind>([
  "tools",
  "services",
  "libraries",
  "components",
  "architecture",
  "stakeholders",
]);

/** What stays what it is below tasks. */
const NO_AREAS: ReadonlySet<SectionKind> = new Set<SectionKind>([
  "criteria",
  "declaration",
  "decisions",
  "dependencies",
  "followUps",
  "integrationTests",
  "links",
  "nonGoals",
  "prerequisites",
  "questions",
  "reproduction",
  "risks",
  "steps",
  "testing",
  "unitTests",
  "verification",
]);
