import { NAMES_ELSEWHERE } from "./languages.js";

/**
 * What an issue may say under a heading of its own; most are variables of the same name. One table of words
 * makes most of this file: it is longer than others so that it is read in one place.
 */
export type SectionKind = keyof typeof SECTION_KINDS;

interface KindInfo {
  /** Headings that mean it, as {@link normalHeading} makes them, between ` | `. */
  readonly names: string;
  /** Where its text goes in a template that has no place for it, first choice first. */
  readonly falls?: readonly string[];
}

/**
 * The headings that are known, and what they mean: one table, which is why this file is long. A
 * heading that is not here keeps its text under its own name in the plan's notes.
 */
export const SECTION_KINDS = {
  goal: {
    names:
      "summary | description | overview | goal | goals | objective | objectives | purpose" +
      " | purpose big picture | big picture | feature description | feature request | what" +
      " | user story | the idea | idea | task | tl dr | tldr | scope | in scope | short description" +
      " | feature | story | big picture | vision | desired outcome | outcome | intent | about" +
      " | abstract | request | aim",
    falls: ["background", "approach"],
  },
  background: {
    names:
      "background | motivation | context | why | problem | problem statement | the problem" +
      " | use case | use cases | business value | rationale for the change" +
      " | why is this needed | what problem does this solve" +
      " | what problem are you trying to solve" +
      " | is your feature request related to a problem | is this related to a problem" +
      " | is your feature request related to a problem please describe | justification" +
      " | rationale for this | benefits | benefit | why now | reasoning | motivating example",
    falls: ["goal", "approach"],
  },
  currentState: {
    names:
      "current state | current behavior | current behaviour | actual behavior" +
      " | actual behaviour | what happened | what happens | bug description" +
      " | describe the bug | current situation | context orientation" +
      " | context and orientation | symptoms | actual result | actual results" +
      " | what is the current behavior | bug | issue | observed behavior | observed behaviour" +
      " | bug summary | cause | root cause | root cause analysis | analysis | impact",
    falls: ["background", "goal", "approach"],
  },
  reproduction: {
    names:
      "steps to reproduce | reproduction | reproduction steps | how to reproduce" +
      " | to reproduce | repro | repro steps | minimal reproduction" +
      " | steps to reproduce the behavior | steps to reproduce the bug" +
      " | how can we reproduce it | repro case | test case to reproduce",
    falls: ["currentState", "background", "goal", "approach"],
  },
  expected: {
    names:
      "expected behavior | expected behaviour | expected result | expected results" +
      " | expected | what did you expect to happen | what you expected to happen" +
      " | what should happen | desired behavior | desired behaviour | expectation",
    falls: ["currentState", "background", "goal", "approach"],
  },
  environment: {
    names:
      "environment | version | versions | your environment | system info | operating system" +
      " | logs | log output | relevant log output | screenshots | stack trace | browser" +
      " | browsers | what browsers are you seeing the problem on | platform | platforms" +
      " | desktop | smartphone | mobile | device | devices | hardware | setup | os" +
      " | additional environment details | traceback | error message | configuration",
    falls: ["currentState"],
  },
  constraints: {
    names: "constraints | limitations | restrictions | constraints assumptions",
  },
  assumptions: { names: "assumptions", falls: ["constraints"] },
  approach: {
    names:
      "approach | strategy | high level strategy | proposed solution | proposed solutions" +
      " | solution | proposal | implementation approach | proposed approach" +
      " | proposed change | proposed changes | suggested fix | suggested solution" +
      " | possible solution | describe the solution | describe the solution youd like" +
      " | plan of work | how | technical approach | implementation | implementation idea" +
      " | implementation ideas | implementation notes | implementation details" +
      " | proposed fix | suggestion",
  },
  rationale: {
    names:
      "why this approach | alternatives | alternatives considered | considered alternatives" +
      " | rationale | describe alternatives youve considered | alternative solutions" +
      " | trade offs | tradeoffs | other solutions",
    falls: ["approach"],
  },
  architecture: {
    names:
      "architecture | design | architecture design | architecture and design" +
      " | technical design | high level design | system design",
    falls: ["approach"],
  },
  technology: {
    names: "technology stack | tech stack | technologies | technology | stack",
    falls: ["architecture", "approach"],
  },
  integration: {
    names: "integration points | integration | integrations",
    falls: ["architecture", "approach"],
  },
  patterns: { names: "design patterns | patterns", falls: ["architecture", "approach"] },
  decisions: {
    names:
      "decisions | decision | key design decisions | design decisions | decision log" +
      " | key decisions | decisions made | decisions so far | decisions taken",
  },
  components: {
    names:
      "components | components to implement | affected components | modules" +
      " | affected modules | components affected",
    falls: ["internalDependencies"],
  },
  contracts: {
    names:
      "api changes | api | data model | contracts | data contracts | schema" +
      " | schema changes | interfaces | data model changes | api design",
    falls: ["architecture"],
  },
  steps: {
    names:
      "steps | tasks | task list | todo | to do | todos | plan | implementation steps" +
      " | implementation plan | work items | work plan | breakdown | task breakdown" +
      " | action items | next steps | subtasks | sub tasks | sub issues | checklist" +
      " | implementation tasks | concrete steps | concrete steps checklist | phases" +
      " | milestones | development tasks | sub issue | requirements | requirement" +
      " | functional requirements | non functional requirements | work | work to do" +
      " | remaining work | to be done | things to do | deliverables | action points" +
      " | actions | follow up actions | tracking | tasklist | scope of work | work breakdown" +
      " | remaining | whats left | whats next | changes needed | needed changes" +
      " | required changes | changes | stories | user stories | tickets | feature list",
  },
  testing: {
    names:
      "testing | test plan | testing strategy | tests | test strategy | test cases" +
      " | tests to add | test scenarios",
  },
  unitTests: { names: "unit tests | unit testing", falls: ["testing"] },
  integrationTests: {
    names:
      "integration tests | integration testing | e2e tests | end to end tests" +
      " | integration e2e",
    falls: ["testing"],
  },
  performance: {
    names: "performance | accessibility | performance accessibility | performance requirements",
  },
  verification: {
    names:
      "manual verification | manual verification steps | manual testing" +
      " | manual testing checklist | verification | verification steps | validation" +
      " | validation steps | how to test | how to verify | qa | qa steps | how to validate",
    falls: ["testing"],
  },
  migration: {
    names: "migration | migration strategy | migration steps | migration plan | data migration",
  },
  breakingChanges: {
    names: "breaking changes | backward compatibility | backwards compatibility | compatibility",
    falls: ["migration"],
  },
  rollout: {
    names:
      "rollout | rollout plan | release plan | deployment | deployment plan | release" +
      " | release strategy | feature flags",
  },
  metrics: {
    names: "success metrics | metrics | kpis | quality metrics | measures of success",
    falls: ["monitoring"],
  },
  monitoring: {
    names:
      "monitoring | observability | monitoring validation | monitoring and validation" +
      " | alerts | logging | telemetry",
  },
  documentation: {
    names: "documentation | documentation updates | docs | documentation changes",
  },
  rollback: {
    names:
      "rollback | rollback plan | rollback strategy | rollback steps | roll back" +
      " | if deployment fails | backout plan | back out plan",
  },
  rollbackNotes: { names: "rollback considerations", falls: ["rollback"] },
  dataRecovery: {
    names: "data recovery | backup | recovery | backups",
    falls: ["rollbackNotes"],
  },
  stakeholders: {
    names: "stakeholders | stakeholders to notify | communication plan | communication",
  },
  risks: {
    names:
      "risks | risk | risks mitigations | risks and mitigations | risks mitigation" +
      " | risk assessment | risk analysis | risk register | risks and concerns | risk mitigation",
  },
  dependencies: {
    names:
      "dependencies | external dependencies | depends on | blocked by | dependency" +
      " | blockers | dependencies prerequisites | dependencies and prerequisites" +
      " | blocking issues",
  },
  prerequisites: {
    names: "prerequisites | requirements before starting | must be completed first | preconditions",
    falls: ["dependencies"],
  },
  internalDependencies: {
    names:
      "internal dependencies | affected files | files | files to change | related files" +
      " | related code",
  },
  phaseDependencies: { names: "dependencies between phases", falls: ["dependencies"] },
  services: {
    names: "external services | external apis | external services apis | services | apis",
    falls: ["dependencies"],
  },
  libraries: { names: "libraries | packages | libraries packages", falls: ["dependencies"] },
  tools: { names: "tools | infrastructure | tools infrastructure", falls: ["dependencies"] },
  access: {
    names: "access | access required | permissions | permissions needed | credentials",
    falls: ["prerequisites", "dependencies"],
  },
  questions: {
    names:
      "questions | open questions | unresolved questions | unknowns | open points" +
      " | questions and assumptions | questions assumptions | to be clarified | to clarify",
  },
  criteria: {
    names:
      "acceptance criteria | success criteria | definition of done | acceptance tests" +
      " | done when | success criteria acceptance tests | acceptance criterion | criteria" +
      " | dod | it is done when | exit criteria | acceptance | acceptance test | acs | ac" +
      " | acceptance checklist | completion criteria | done criteria | success criterion" +
      " | quality criteria | release criteria | acceptance requirements",
  },
  nonGoals: {
    names:
      "non goals | out of scope | not in scope | non goal | nongoals | what is out of scope" +
      " | not included | excluded | exclusions | explicitly out of scope | not goals | wont do" +
      " | not doing | we wont do | what we wont do | what we will not do",
  },
  security: {
    names:
      "security | privacy | security considerations | security privacy compliance" +
      " | compliance | security and privacy | security privacy",
  },
  links: {
    names:
      "links | references | related | related documents | related issues | resources" +
      " | see also | related links | reference | related work | design documents" +
      " | further reading",
  },
  /** Facts that a form asks for; the labels, which maintainers set, come first. */
  role: { names: "role | roles" },
  priority: { names: "priority | urgency | severity" },
  type: { names: "type | issue type | kind | type of change | category | type of issue" },
  repository: {
    names:
      "repository | repo | repository and branch | repo and branch | repository branch" +
      " | repo branch | branch | target branch | working branch | feature branch",
  },
  estimate: {
    names:
      "estimate | estimates | estimated timeline | timeline | effort | time estimate" +
      " | estimated effort | estimation | effort estimate | size | t shirt size",
  },
  followUps: {
    names:
      "follow ups | follow up | future work | handoff | handoff next steps" +
      " | followups | future improvements",
  },
  /** What the author declares before sending the form: no work, and no box to count. */
  declaration: {
    names:
      "code of conduct | preflight checklist | pre submission checklist" +
      " | prerequisites checklist | before submitting | before you submit | terms" +
      " | contribution | is there an existing issue for this | is there an existing issue" +
      " | willing to submit a pr | are you willing to submit a pr | preflight | confirmation" +
      " | confirmations | acknowledgements | acknowledgments | acknowledgement | agreement" +
      " | submission checklist | issue checklist | first check | initial checks | self check" +
      " | verify first | please confirm | i confirm | before you report | before reporting",
  },
} as const satisfies Record<string, KindInfo>;

const BY_NAME: ReadonlyMap<string, SectionKind> = new Map(
  Object.keys(SECTION_KINDS)
    .filter(isSectionKind)
    .flatMap((kind) =>
      [
        ...SECTION_KINDS[kind].names.split(" | "),
        ...(NAMES_ELSEWHERE[kind]?.split(" | ") ?? []),
      ].map((name) => [normalHeading(name), kind] as const),
    ),
);

function isSectionKind(name: string): name is SectionKind {
  return Object.hasOwn(SECTION_KINDS, name);
}

/**
 * What a heading announces; `undefined` for one that is not known. Case, numbering, symbols,
 * emoji and what stands in brackets do not count, nor do words such as “Known” in “Known risks” or
 * “Please describe the” before a name. A name inside of other words counts for nothing: “Search
 * criteria” are no criteria.
 */
export function sectionKindOf(heading: string): SectionKind | undefined {
  const normal = normalHeading(heading);
  if (normal === "" || normal.length > 120) return undefined;
  return byName(normal) ?? sentenceKind(normal) ?? ofParts(heading);
}

function byName(normal: string): SectionKind | undefined {
  const whole = BY_NAME.get(normal);
  if (whole !== undefined) return whole;
  const bare = normal.replace(ASKING, "").replace(/ (?:please describe|if any|if applicable)$/, "");
  const words = bare.split(" ");
  const start = words.findIndex((word) => !QUALIFIERS.has(word));
  if (start === -1) return undefined;
  for (let from = start; from >= 0; from -= 1) {
    const rest = words.slice(from).join(" ");
    const found = BY_NAME.get(rest) ?? BY_NAME.get(rest.replace(SUFFIX, ""));
    if (found !== undefined) return found;
  }
  const areaOf = words.length === 2 && AREAS.has(words[0] ?? "") ? words[1] : undefined;
  return areaOf === "tasks" || areaOf === "work" || areaOf === "changes" ? "steps" : undefined;
}

/** What asks for a text in front of its name. */
const ASKING =
  /^(?:(?:please|briefly|kindly|can you|could you|describe|explain|provide|give|list|add|tell us|share|a|an|the|your|our|my|this|clear|concise|short|brief|detailed|any|some) )+/;

/** Words in front of a name that leave its meaning as it is. */
const QUALIFIERS: ReadonlySet<string> = new Set(
  (
    "known open remaining main key overall general additional further other possible potential" +
    " proposed suggested detailed technical functional initial planned required new more some our" +
    " my the your project implementation development engineering user product business high level" +
    " minimum mvp release security final current outstanding important major primary secondary" +
    " quick specific identified external optional feature epic story sprint phase next rough"
  ).split(" "),
);

/** Words behind a name that leave its meaning as it is. */
const SUFFIX =
  / (?:list|checklist|section|overview|details|needed|required|optional|to do|for this(?: \w+)?|in this \w+)$/;

/** Parts of the work that tasks are named after. */
const AREAS: ReadonlySet<string> = new Set(
  (
    "frontend backend design documentation docs testing qa infrastructure api ui ux database" +
    " migration deployment cleanup dev server client web mobile ios android ci refactoring"
  ).split(" "),
);

/** Headings that are sentences, by how they start. */
const SENTENCES: readonly (readonly [RegExp, SectionKind])[] = [
  [
    /^(?:when is (?:it|this) done|(?:(?:we|this|it|i)(?: (?:issue|task|story|work|ticket))? (?:are|is|am|will be)|were|its) (?:done|complete|completed|finished|ready|accepted)|(?:done|complete|completed|finished|accepted) (?:when|if|once)|how (?:do|will|can|would|to) (?:we |you |i )?(?:know|see|tell) (?:that |when |if )?(?:its|it|this|were|we) )/,
    "criteria",
  ],
  [
    /^(?:(?:what|things|all that)(?: (?:still|we|else))? (?:has|have|needs?|is|are|must|should|remains?|to)(?: still)?(?: to)?(?: be)? (?:done|changed?|do|fix(?:ed)?|left|implemented|built|build|happen next)|to be (?:done|implemented)|(?:we|i) (?:need|have|want|plan) to(?: do)?)$/,
    "steps",
  ],
  [
    /\b(?:reproduce|reproduction|repro)\b|^how to (?:see|trigger|provoke) (?:it|this|the \w+)$/,
    "reproduction",
  ],
  [
    /^what (?:went|goes|has gone|is going|is) wrong|^what (?:happened|happens|is happening|did you see|do you see|actually happened|is the (?:bug|issue|current behaviou?r))/,
    "currentState",
  ],
  [
    /^what (?:should (?:have )?happen|(?:did|do|were|are|would) you expect)|^what (?:you|was|is) expected/,
    "expected",
  ],
  [
    /^(?:what (?:would|do|should|could) (?:you|we|it|this)\b.*\b(?:like|want|see|propose|suggest|be added|add|change)\b|(?:describe )?what you (?:want|would like|need)|(?:what )?you would like to see|what (?:this|it) (?:is|was) (?:all )?about|about this \w+|what is (?:this|the (?:feature|request|goal|idea)))/,
    "goal",
  ],
  [
    /^(?:why (?:do|does|is|are|should|would|it|this|we|now)\b(?!.*\bask)|what (?:is|are|would) (?:it|this|the (?:motivation|use case|value|benefit))\b|what problem\b|who (?:needs|benefits)|how would (?:this|it) (?:help|be used))/,
    "background",
  ],
  [
    /^(?:have|did|do) you consider(?:ed)?\b|\balternatives? (?:have )?you(?: ?ve)? considered/,
    "rationale",
  ],
  [
    /^(?:before (?:you|submitting|reporting|opening|posting|filing)|(?:have|did|has) (?:you|this|it) (?:already )?(?:been )?(?:looked|look|search|searched|check|checked|read|reported|requested)\b|is there (?:already )?an? (?:existing|open)|i (?:agree|have|confirm)\b|please (?:confirm|check|read|verify|make sure)|code of conduct|(?:are|can|would|will|do) you (?:be )?(?:willing|able|help|like to|want to|interested|submit|contribute)|pre ?(?:flight|submission|requisites? check))/,
    "declaration",
  ],
  [
    /^(?:which|what) (?:\w+ ){0,2}(?:versions?|browsers?|os|operating systems?|platforms?|devices?)\b|^(?:desktop|smartphone) please/,
    "environment",
  ],
];

function sentenceKind(normal: string): SectionKind | undefined {
  const bare = normal.replace(
    /^(?:please )?(?:briefly )?(?:describe|explain|tell us) (?=what|why|how)/,
    "",
  );
  return SENTENCES.find(([pattern]) => pattern.test(bare))?.[1];
}

/** “Goals & motivation”, “Aufgaben / Tasks”: the kind of the first, where all are known. */
function ofParts(heading: string): SectionKind | undefined {
  const parts = heading.split(/\s*[/|&+]\s*|,\s+|\s+(?:and|or|und|et|y|e|и)\s+/i);
  if (parts.length < 2 || parts.length > 3) return undefined;
  const kinds = parts.map((part) => byName(normalHeading(part)));
  return kinds.includes(undefined) ? undefined : kinds[0];
}

/** Where the text of `kind` goes in a template without a place for it, first choice first. */
export function fallsOf(kind: SectionKind): readonly string[] {
  const info: KindInfo = SECTION_KINDS[kind];
  return info.falls ?? [];
}

/** A heading as the table has it: words in small letters, one space between two. */
function normalHeading(heading: string): string {
  return heading
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/\([^()]*\)/g, " ")
    .replaceAll(/['’]/g, "")
    .replace(/^[^\p{L}]*\d+(?:[.)\s]|$)/u, " ")
    .replace(/^[一二三四五六七八九十]+\s*[、.．。]/u, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}
