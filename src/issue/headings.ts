import { kindByWord, shorterNames } from "./heading-words.js";
import { NAMES_ELSEWHERE } from "./names-elsewhere.js";
import { SECTION_KINDS, type SectionKind } from "./section-kinds.js";

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
  return byName(normal) ?? sentenceKind(normal) ?? ofParts(heading) ?? ofWords(normal);
}

function byName(normal: string): SectionKind | undefined {
  const whole = BY_NAME.get(normal);
  if (whole !== undefined) return whole;
  const bare = normal.replace(ASKING, "").replace(/ (?:please describe|if any|if applicable)$/, "");
  const words = bare.split(" ");
  const named = words.findIndex((word) => !QUALIFIERS.has(word));
  // “Proposed implementation” is a name of nothing but such words: the last one counts.
  for (let from = named === -1 ? words.length - 1 : named; from >= 0; from -= 1) {
    const rest = words.slice(from).join(" ");
    const found = BY_NAME.get(rest) ?? withoutSuffix(rest);
    if (found !== undefined) return found;
  }
  const [area = "", work = ""] = words.length === 2 ? words : [];
  const isWork = AREAS.has(area) && /^(?:tasks|work|changes)$/.test(work);
  const isPlan = (AREAS.has(area) || ACTIVITIES.has(area)) && PLAN.test(work);
  return isWork || isPlan ? "steps" : undefined;
}

/** What is left without words such as “overview”; a “task checklist” is no task that is the goal. */
function withoutSuffix(name: string): SectionKind | undefined {
  const found = BY_NAME.get(name.replace(SUFFIX, ""));
  return found === "goal" && !/ (?:section|overview|details)$/.test(name) ? undefined : found;
}

/** What asks for a text in front of its name. */
const ASKING =
  /^(?:(?:please|briefly|kindly|can you|could you|describe|explain|provide|give|list|add|tell us|share|a|an|the|your|our|my|this|clear|concise|short|brief|detailed|any|some) )+/;

/** Words in front of a name that leave its meaning as it is. */
const QUALIFIERS: ReadonlySet<string> = new Set(
  (
    "known open remaining main key overall general additional further other possible potential" +
    " proposed suggested recommended detailed technical functional initial planned required new more some our" +
    " my the your project implementation development engineering user product business high level" +
    " minimum mvp release security final current outstanding important major primary secondary" +
    " quick specific identified upstream downstream external optional feature enhancement epic story sprint phase next rough"
  ).split(" "),
);

/** Words behind a name that leave its meaning as it is. */
const SUFFIX =
  / (?:list|checklist|section|overview|details|needed|required|requirements|optional|to (?:be )?(?:answer|resolve|clarify|discuss)(?:e?d)?|to do|plan|strategy|procedure|steps|notes|for now|for later|(?:for|in) this(?: \w+)?|for (?:the |our )?(?:team|reviewers?|maintainers?|everyone))$/;

/** Parts of the work that tasks are named after. */
const AREAS: ReadonlySet<string> = new Set(
  (
    "frontend backend design documentation docs testing qa infrastructure api ui ux database" +
    " migration deployment cleanup dev server client web mobile ios android ci refactoring"
  ).split(" "),
);

/** Pieces of work that plans are named after. */
const ACTIVITIES: ReadonlySet<string> = new Set(
  (
    "action adoption upgrade update removal deprecation transition conversion execution delivery" +
    " fix remediation launch refactor rewrite integration onboarding recovery improvement" +
    " investigation research debugging hardening optimization modernization cutover"
  ).split(" "),
);

const PLAN = /^(?:plan|strategy|checklist|steps|roadmap)$/;

/** Headings that are sentences, by how they start. */
const SENTENCES: readonly (readonly [RegExp, SectionKind])[] = [
  [
    /^(?:when is (?:it|this) done|(?:(?:you|we|i) (?:can|may) close|close) (?:this|it)(?: \w+)? (?:when|once|if)$|(?:(?:we|this|it|i)(?: (?:issue|task|story|work|ticket))? (?:are|is|am|will be)|were|its) (?:done|complete|completed|finished|ready|accepted)|(?:done|complete|completed|finished|accepted) (?:when|if|once)|how (?:do |will |can |would |to )?(?:we |well |you |i )?(?:know|see|tell) (?!(?:it|this) (?:ourselves|yourself|too)$)(?:that |when |if )?(?:its|it|this|were|we) |how (?:do|will|can|would) (?:we|you|i) measure success|what (?:does |will )?(?:done|success|good) looks? like|(?:it|this)(?:s| is)? ready (?:when|if|once)|ready (?:when|once))|^(?:fertig|erledigt|abgeschlossen) (?:ist|sind)\b.* wenn$|^c?e?(?:st|ce ticket est) (?:terminé|fini|prêt) (?:quand|si|lorsque)$|^(?:esto )?está (?:terminado|listo|hecho) cuando$/,
    "criteria",
  ],
  [
    /^(?:(?:explicitly|deliberately|intentionally) )?not (?:(?:a )?part of \w+(?: \w+)?|(?:now|yet|planned|covered|addressed|changing|touched|in scope|(?:in|for) this)(?: (?:here|now|this|the|it|issue|ticket|pr|change|story|iteration|release|version|milestone))*)$|^nicht (?:(?:teil|bestandteil) (?:von|der|des|dies\p{L}*)(?: \p{L}+)?|jetzt|in dies\p{L}* \p{L}+)$/u,
    "nonGoals",
  ],
  [/^how (?:will|can|should|do|would) (?:this|it|we|you|i) (?:be )?test(?:ed)?\b/, "testing"],
  [
    /^(?:(?:what|things|all that)(?: (?:still|we|else))? (?:has|have|needs?|is|are|must|should|remains?|to)(?: still)?(?: to)?(?: be)? (?:done|changed?|do|fix(?:ed)?|left|implemented|built|build|happen next)|to be (?:done|implemented)|(?:we|i) (?:need|have|want|plan) to(?: do)?)$|^what (?:(?:we|i) (?:will|should|must|(?:need|plan|want|are going) to)|well|ill|were going to) (?:do|change|fix|build)(?: (?:now|next|about it))?$|^what to do next$|^what (?:it|this|the \w+) (?:must|should|has to|needs to) (?:do|handle|support)$|^was (?:noch )?(?:muss|müsste|soll|sollte|ist) (?:noch |alles )*(?:gemacht|getan|erledigt|geändert|zu (?:tun|ändern|machen|erledigen))(?: werden)?$|^ce quil (?:faut|reste à) (?:faire|changer)$|^steps (?:per|for each|for every|to (?:complete|migrate|finish|resolve)) /,
    "steps",
  ],
  [
    /^how (?:to|(?:could|can|should|would) (?:this|it|we|i)(?: be)?) (?:fix|implement|solve|resolve)(?:ed|d)?(?: (?:it|this|that|the \w+))?$|^(?:possible |potential |suggested )?fix(?:es)?$/,
    "approach",
  ],
  [
    /\b(?:reproduce|reproduction|repro)\b|^how to (?:see|trigger|provoke) (?:it|this|the \w+)$|^how (?:can|do) (?:we|you|i) (?:see|trigger|provoke) (?:it|this)(?: (?:ourselves|yourself|too))?$/,
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

/**
 * “Goals & motivation”, “Aufgaben / Tasks”: the kind of the first, where all are known. What is asked
 * beside what is assumed stands out.
 */
function ofParts(heading: string): SectionKind | undefined {
  const parts = heading.split(/\s*[/|&+]\s*|,\s+|\s+(?:and|or|und|et|y|e|и)\s+/i);
  if (parts.length < 2 || parts.length > 3) return undefined;
  const kinds = parts.map((part) => byName(normalHeading(part)));
  if (kinds.includes(undefined)) return undefined;
  return kinds[0] === "assumptions" && kinds.includes("questions") ? "questions" : kinds[0];
}

function ofWords(normal: string): SectionKind | undefined {
  const names = shorterNames(normal).map((name) => BY_NAME.get(name));
  return kindByWord(normal) ?? names.find((kind) => kind !== undefined);
}

/**
 * A heading as the table has it: words in small letters, one space between two. What stands behind a
 * symbol and makes it an emoji (variation selectors, joiners, keycaps) is no letter.
 */
function normalHeading(heading: string): string {
  return heading
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/\uFE0E|\uFE0F|\u200D|\u20E3/gu, "")
    .replaceAll(/\([^()]*\)/g, " ")
    .replaceAll(/['’]/g, "")
    .replace(/^[^\p{L}]*\d+(?:[.)\s]|$)/u, " ")
    .replace(/^[一二三四五六七八九十]+\s*[、.．。]/u, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}
