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

/** What tasks are grouped by: “Infrastructure”, “API”. How to test them has its own place in plans. */
export function isWorkArea(kind: SectionKind | undefined): boolean {
  return WORK_AREAS.has(kind) || (AREAS.has(kind) && !TESTS.has(kind));
}

const WORK_AREAS: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "tools",
  "services",
  "libraries",
  "components",
  "architecture",
]);
const TESTS: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "testing",
  "unitTests",
  "integrationTests",
  "verification",
]);
