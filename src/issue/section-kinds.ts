/** What an issue may say under a heading of its own; most are variables of the same name. */
export type SectionKind = keyof typeof SECTION_KINDS;

interface KindInfo {
  /** Headings that mean it, as `normalHeading` makes them, between ` | `. */
  readonly names: string;
  /** Where its text goes in a template that has no place for it, first choice first. */
  readonly falls?: readonly string[];
}

/**
 * The headings that are known, and what they mean. A heading that is not here keeps its text under its
 * own name in the plan's notes.
 */
export const SECTION_KINDS = {
  goal: {
    names:
      "summary | description | overview | goal | goals | objective | objectives | purpose" +
      " | purpose big picture | big picture | feature description | feature request | what" +
      " | user story | the idea | idea | task | tl dr | tldr | scope | in scope" +
      " | short description | feature | story | big picture | vision | desired outcome" +
      " | outcome | intent | about | abstract | request | aim | executive summary" +
      " | introduction | issue summary | issue description | what we want | what do we want" +
      " | mission | the ask | intended outcome | elevator pitch | job story" +
      " | high level summary",
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
      " | rationale for this | benefits | benefit | why now | reasoning" +
      " | motivating example | problem description | pain points | pain point" +
      " | current pain | rationale and motivation | history",
    falls: ["goal", "approach"],
  },
  currentState: {
    names:
      "current state | current behavior | current behaviour | actual behavior" +
      " | actual behaviour | what happened | what happens | bug description" +
      " | describe the bug | current situation | context orientation" +
      " | context and orientation | symptoms | actual result | actual results" +
      " | what is the current behavior | bug | issue | observed behavior" +
      " | observed behaviour | bug summary | cause | root cause | root cause analysis" +
      " | analysis | impact | actual | current implementation | status quo | as is" +
      " | whats happening",
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
      " | what should happen | desired behavior | desired behaviour | expectation" +
      " | expected outcome | expected outcomes",
    falls: ["currentState", "background", "goal", "approach"],
  },
  environment: {
    names:
      "environment | version | versions | your environment | system info | operating system" +
      " | logs | log output | relevant log output | screenshots | stack trace | browser" +
      " | browsers | what browsers are you seeing the problem on | platform | platforms" +
      " | desktop | smartphone | mobile | device | devices | hardware | my setup | your setup | our setup | os" +
      " | additional environment details | traceback | error message | configuration" +
      " | system information | error log | error logs | version info | debug info" +
      " | console output | runtime environment",
    falls: ["currentState"],
  },
  constraints: {
    names:
      "constraints | limitations | restrictions | constraints assumptions | ground rules" +
      " | guardrails",
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
      " | proposed fix | suggestion" +
      " | implementation suggestions | guide level explanation" +
      " | reference level explanation | recommendation | recommendations | recommended fix" +
      " | resolution | solution overview | mitigation | mitigations | countermeasures | improvements | enhancements" +
      " | what changes | what will change",
  },
  rationale: {
    names:
      "why this approach | alternatives | alternatives considered | considered alternatives" +
      " | rationale | describe alternatives youve considered | alternative solutions" +
      " | trade offs | tradeoffs | other solutions | options considered" +
      " | rationale and alternatives | prior art | drawbacks",
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
      " | action items | next steps | subtasks | sub tasks | sub issues | child issues | child tasks | checklist" +
      " | implementation tasks | concrete steps | concrete steps checklist | phases" +
      " | milestones | development tasks | sub issue | requirements | requirement" +
      " | functional requirements | non functional requirements | work | work to do" +
      " | remaining work | to be done | things to do | deliverables | action points" +
      " | actions | follow up actions | tracking | tasklist | scope of work" +
      " | work breakdown | work packages | packages of work | remaining | whats left | whats next | changes needed" +
      " | needed changes | required changes | changes | stories | user stories | tickets" +
      " | feature list | what to do | must have | must haves | should have | should haves | roadmap | task checklist | workstreams" +
      " | action required | actions required | corrective actions | preventive actions" +
      " | preventive measures | immediate actions | remediation | remediation steps" +
      " | remediation items | follow up tasks | scope of changes | steps to implement" +
      " | pr plan | work breakdown structure | instructions | initiatives",
  },
  testing: {
    names:
      "testing | test plan | testing strategy | tests | test strategy | test cases" +
      " | tests to add | test scenarios | test coverage | regression tests | test approach",
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
      " | validation steps | how to test | how to verify | qa | qa steps | how to validate" +
      " | manual test plan",
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
      " | release strategy | feature flags | staged rollout | launch plan",
  },
  metrics: {
    names:
      "success metrics | metrics | kpis | quality metrics | measures of success" +
      " | measuring success | metrics to watch",
    falls: ["monitoring"],
  },
  monitoring: {
    names:
      "monitoring | observability | monitoring validation | monitoring and validation" +
      " | alerts | logging | telemetry",
  },
  documentation: {
    names:
      "documentation | documentation updates | docs | documentation changes" +
      " | docs to update | documentation to update",
  },
  rollback: {
    names:
      "rollback | rollback plan | rollback strategy | rollback steps | roll back" +
      " | if deployment fails | backout plan | back out plan | revert plan" +
      " | how to roll back | reverting | backout | rollback procedure",
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
      " | risk assessment | risk analysis | risk register | risks and concerns" +
      " | risk mitigation | risks concerns | concerns | what could go wrong" +
      " | what can go wrong",
  },
  dependencies: {
    names:
      "dependencies | external dependencies | depends on | blocked by | dependency" +
      " | blockers | dependencies prerequisites | dependencies and prerequisites" +
      " | blocking issues | blocked on | waiting for | waiting on | depends upon",
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
      " | questions and assumptions | questions assumptions | to be clarified | to clarify" +
      " | open question | unclear | undecided | to discuss | to decide | things to decide" +
      " | needs discussion | discussion points | decisions needed | need input" +
      " | needs input | input needed",
  },
  criteria: {
    names:
      "acceptance criteria | success criteria | definition of done | acceptance tests" +
      " | done when | success criteria acceptance tests | acceptance criterion | criteria" +
      " | dod | it is done when | exit criteria | acceptance | acceptance test | acs | ac" +
      " | acceptance checklist | completion criteria | done criteria | success criterion" +
      " | quality criteria | release criteria | acceptance requirements" +
      " | acceptance scenarios | acceptance scenario | acceptance conditions" +
      " | closing criteria | verification criteria | conditions of satisfaction" +
      " | conditions of acceptance | pass criteria | completion checklist" +
      " | must be true when done | success looks like | key results | key result" +
      " | go no go criteria | go no go | go live criteria | launch criteria",
  },
  nonGoals: {
    names:
      "non goals | out of scope | not in scope | non goal | nongoals | what is out of scope" +
      " | not included | excluded | exclusions | explicitly out of scope | not goals" +
      " | wont do | wont have | wont haves | will not have | not doing | we wont do | what we wont do | what we will not do" +
      " | non scope | anti goals | will not do | wont fix | deliberately left out" +
      " | excluded from scope | what this is not",
  },
  security: {
    names:
      "security | privacy | security considerations | security privacy compliance" +
      " | compliance | security and privacy | security privacy | security impact" +
      " | security implications | privacy impact | privacy implications",
  },
  links: {
    names:
      "links | references | related | related documents | related issues | resources" +
      " | see also | related links | reference | related work | design documents" +
      " | further reading | related prs | related pull requests | relevant links" +
      " | useful links | relevant issues | related tickets | prior discussions" +
      " | prior discussion | linked issues | linked tickets | issue links",
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
      " | estimated effort | estimation | effort estimate | size | t shirt size | schedule" +
      " | deadline | deadlines | key dates | due date | time frame",
  },
  followUps: {
    names:
      "follow ups | follow up | future work | handoff | handoff next steps | followups" +
      " | future improvements | later | future considerations | future enhancements" +
      " | future scope | next iterations | possible follow ups | post launch",
  },
  /** What the author declares before sending the form: no work, and no box to count. */
  declaration: {
    names:
      "code of conduct | preflight checklist | pre submission checklist" +
      " | prerequisites checklist | before submitting | before you submit | terms" +
      " | contribution | is there an existing issue for this | is there an existing issue" +
      " | willing to submit a pr | are you willing to submit a pr | preflight" +
      " | confirmation | confirmations | acknowledgements | acknowledgments" +
      " | acknowledgement | agreement | submission checklist | issue checklist" +
      " | first check | initial checks | self check | verify first | please confirm" +
      " | i confirm | before you report | before reporting",
  },
} as const satisfies Record<string, KindInfo>;

/** Whether what stands under a heading of `kind` says how things are, as far as the heading says. */
export function describesState(kind: SectionKind | undefined): boolean {
  return kind === undefined || kind === "background" || kind === "currentState";
}

/** Where the text of `kind` goes in a template without a place for it, first choice first. */
export function fallsOf(kind: SectionKind): readonly string[] {
  const info: KindInfo = SECTION_KINDS[kind];
  return info.falls ?? [];
}
