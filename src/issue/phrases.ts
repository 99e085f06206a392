import type { List } from "mdast";
import { plainText } from "../markdown/parse.js";

/** Words by which people say what a list, a line or an answer is. */

/** What people enter into a field that they have nothing to say in. */
const NON_ANSWER =
  /^[^\p{L}\p{N}]*(?:(?:no response|n\s?\/?\s?a|none|nothing(?: else| so far)?|not applicable|nope|tbd|tba|to be (?:determined|defined|done|decided)|todo|to do|nil|null|unknown yet|keine?s?|nicht zutreffend|entfällt|aucune?|néant|sans objet|s\/o|ninguno|ninguna|nada|no aplica|nenhuma?|não se aplica|nessuno|нет|无|無|暂无|待定|なし|特になし|未定|없음|해당 없음|미정|noch offen|por definir|a definir|à définir|da definire)[^\p{L}\p{N}]*)?$/iu;

/** Whether a text says nothing: `N/A`, `--`, `None`, `TBD`, `_No response_`. */
export function isNonAnswer(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length <= 40 && !/\p{So}|[✅☑✓]/u.test(trimmed) && NON_ANSWER.test(trimmed);
}

/** What authors declare: that they searched, read and agree. */
const DECLARATION = new RegExp(
  [
    /^(?:yes[,!.]? )?i(?: |['’](?:m|ve|d|ll)\b)(?!\/o|n\b)/,
    /^we(?: agree| have (?:read|searched|checked|verified)|['’]ve (?:read|searched|checked))/,
    /^by (?:submitting|checking|opening)/,
    /^(?:this|my) (?:issue|report|bug|request|ticket|question|problem|post|pr)\b(?! (?:should|must|needs))/,
    /^this is (?:not|no|a bug|an? (?:bug|issue|feature|security))\b|^this isn['’]t/,
    /^(?:the|my) (?:title|description|report) (?:is|describes|contains|covers)\b/,
    /^(?:searched|checked|read|verified|reviewed) (?:the |for |all |through )?(?:existing|open|docs?|documentation|faq|other|similar|duplicate|contributing|code of)/,
    /^there (?:is|are) no (?:similar|existing|other|open|duplicate)/,
    /^(?:ich|wir) (?:habe[n]?|bin|bestätige|verstehe|stimme|akzeptiere|möchte|kann)\b|^mir ist bekannt|^diese(?:r|s|) (?:meldung|bericht|fehler|issue)/,
    /^(?:j['’]ai|je (?:confirme|comprends|m['’]engage|suis|souhaite|peux|n['’]ai|certifie)|ce (?:rapport|ticket|signalement))/,
    /^(?:he (?:buscado|leído|revisado|comprobado|verificado)|confirmo|entiendo|acepto|estoy de acuerdo|busqué|leí|revisé|este (?:informe|reporte))/,
    /^(?:eu |li |verifiquei|pesquisei|procurei|concordo|aceito|busquei)/,
    /^(?:ho (?:letto|cercato|verificato|controllato)|confermo|accetto|sono d['’]accordo)/,
    /^(?:я |подтверждаю|согласен|мной|прочитал)/,
    /^我(?:已|确认|同意|了解|愿意|搜索|阅读|检查|已经|確認|搜尋)|^已(?:搜索|阅读|查阅|确认)|^(?:搜索|查找)过/,
    /(?:確認しました|検索しました|同意します|読みました|遵守します|探しました|理解しました)[。.]?$/,
    /(?:확인했습니다|검색했습니다|동의합니다|읽었습니다|찾아보았습니다|확인하였습니다|준수합니다)[.]?$/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "iu",
);

/** Whether a box's text is a declaration or the answer to a question, and no work. */
function isDeclaration(text: string): boolean {
  return DECLARATION.test(text.trim()) || isYesOrNo(text);
}

/** What only somebody says who has done it before writing: the boxes beside it say the like. */
const CHECKED_FIRST =
  /^i(?:['’]ve| have) (?:already )?(?:read|searched|checked|looked|updated|upgraded|tried|verified|followed|restarted|reviewed)\b/i;

/**
 * Whether at least half of a list's boxes are declarations, such as “This is no duplicate”, or one of
 * them says that its author has searched.
 */
export function declaresMost(list: List): boolean {
  const boxes = list.children.filter(({ checked }) => typeof checked === "boolean");
  const declared = boxes.filter((item) => isDeclaration(plainText(item))).length;
  if (boxes.some((item) => CHECKED_FIRST.test(plainText(item).trim()))) return true;
  return boxes.length > 0 && declared * 2 >= boxes.length;
}

function isYesOrNo(text: string): boolean {
  return /^(?:yes|no|maybe|ja|nein|oui|non|sí|si|não|sim|да|нет|是|否|はい|いいえ|예|네|아니요)(?:$|[,.:;!–—-])/iu.test(
    text.trim(),
  );
}

/** Whether a heading asks for a choice, such as “Which platforms?” or “Severity”. */
export function asksForChoice(heading: string): boolean {
  const text = heading.trim();
  return (
    /[?？]$/.test(text) ||
    /^(?:which|select|choose|pick|check all)\b/i.test(text) ||
    /\b(?:affected|severity|(?:type|kind) of|category|categories|platforms?|areas?|component\(?s?\)?|areas? affected|frequency|regression|browsers?|operating systems?|devices?|versions?)\s*(?:\(.*\))?:?$/i.test(
      text,
    )
  );
}

/** Lead-ins and headings that are about something else than work. */
const NO_WORK =
  /\b(?:either|reproduc|repro\b|seen|saw|observ|notic|known|happen|wrong|broken|fail|crash|affect|option|alternativ|consider|choice|choose|pros?\b|cons\b|reason|because|why|caus|lesson|learn|example|for instance|e\.g|timeline|current|currently|already|so far|exist|found|findings|results?|out of scope|non-?goals?|not (?:be|part|in|going)|(?:is|are)n['’]t going|won['’]?t|do(?:es)?n['’]t|never|since|(?<!^)was|were|had|did|advantage|disadvantage|benefit|drawback|links?|see also|references?|files?|environment|version|contribut|participat|tried|would (?:let|allow|enable))/i;

/** English words by which a lead-in announces what has to be done. */
const WORK_WORDS =
  /\b(?:to-?dos?|tasks?|steps?|action items?|need(?:s|ed)? to|needs?|must|should|have to|has to|let['’]?s|remaining|remains|left|plan|work items?|implement|before (?:it|we|this|the|that|release|merging|closing)|changes|to be done|required|requires|please|next|we (?:will|can|want)|proposal|propose|checklist|tracking|(?:would|will|could) do|(?<!not |n['’]t )going to|(?:split|broken|break|divided) (?:\w+ ){0,3}(?:into|down)|this involves)\b|(?:like|want|intend|propose) to\s*[:：]|(?:^|[,;.!?–—-]\s*|\b(?:so|still|left|what) )to do\b/i;

/** The same in other languages. */
const WORK_ELSEWHERE =
  /(?<!\p{L})(?:zu tun|aufgaben?|schritte?|müssen|muss|müssten?|sollten?|noch offen|erledigen|à faire|tâches?|étapes?|il (?:faut|faudra|faudrait)|doit|doivent|devrait|reste|tareas?|pasos?|(?:hay|habría|tenemos) que|debe[n]?|faltan?|por hacer|tarefas?|passos?|é preciso|precisamos|temos que|devem?|faltam?|a fazer|da fare|attività|bisogna|occorre|dobbiamo|задач[аи]|нужно|надо|необходимо|сделать|осталось|хочу|хотим|планиру(?:ю|ем)|предлагаю)(?!\p{L})|(?:任务|待办|步骤|需要|要做|计划|以下工作|任務|打算|希望|建议)|(?:やること|タスク|作業|必要|対応|手順|したい|してほしい)|(?:할 일|작업|해야|필요|단계)/iu;

/** What says there that something is not so, or is past. */
const NOT_ELSEWHERE =
  /(?<!\p{L})(?:nicht|kein(?:e[nmrs]?)?|bereits|ne|pas|déjà|no|ya|não|já|non|già|не|уже)(?!\p{L})|[不没已]|参与|ない|ません|ました|않|없/iu;

/** Whether a line that leads to a list says that the list is what has to be done. */
export function announcesWork(lead: string): boolean {
  const announces = (text: string) =>
    !NO_WORK.test(text) &&
    !FOR_USERS.test(text) &&
    (WORK_WORDS.test(text) || WORK_SENTENCE.test(text) || announcesElsewhere(text));
  return announces(lastSentence(lead)) || announces(lead);
}

/** The sentence that a list below is part of. */
export function lastSentence(lead: string): string {
  const sentences = lead.slice(-500).split(/(?<=[.!?]\s|[。！？])\s*/u);
  return sentences.findLast((sentence) => sentence.trim() !== "") ?? "";
}

function announcesElsewhere(lead: string): boolean {
  return WORK_ELSEWHERE.test(lead) && !NOT_ELSEWHERE.test(lead);
}

/** Words by which a lead-in announces that a list without boxes or numbers is what has to be done. */
const PLAIN_WORK =
  /(?:\b(?:to-?dos?|tasks?|action items?|(?:needs?|has|have) to(?: be)?(?: done| do| change| changed| fixed| built)?|remaining work|left to do|what(?:['’]s| is) left|still open|to be done|should be (?:done|changed|added)|work items?|following (?:changes|tasks|steps|work|items)|steps? (?:to take|needed|required)|(?:the|this|my|rough) plan|we (?:must|should|will)|we (?:still |also )?need|please|let['’]?s|(?:like|want|intend|propose) to|(?:we|i) (?:propose|plan|intend) to \w[^:]*|this involves)|(?:^|[,;.!?–—-]\s*|\b(?:so|still|left|what) )to do)\s*(?:is|are|(?:for|before|until) .*)?[:：]$/i;

/** What somebody has to think or may see is no work. */
const NO_ACTION =
  "(?!(?:not|never|be|know|note|consider|see|remember|understand|think|discuss|decide|avoid|expect|assume|ask|answer|keep|get)\\b)";

/** Sentences of which the list is the object: “We should at least cover”, “What has to be fixed here”. */
const WORK_SENTENCE = new RegExp(
  [
    String.raw`\b(?:we|someone|somebody)(?:['’]d| would)?(?: \w+)? (?:should|must|needs? to|ha(?:ve|s) to)(?: (?:at least|also|first|still|probably))? ${NO_ACTION}\w+`,
    String.raw`\bwhat (?:still )?(?:needs|has|have) to be \w+`,
    String.raw`\bwhat(?:['’]s| is| would be) (?:still )?(?:needed|missing|required)\b`,
    String.raw`\b(?:i|we)(?: still)?(?:['’]d like| would like| want| need| have| plan| hope) to (?:get done|do|finish|fix|change|ship|tackle|add|implement|remove|work on)\b`,
    String.raw`\bthe following(?: \w+)? (?:needs? ${NO_ACTION}\w+|(?:should|must) be \w+(?:ed|en)\b)`,
  ].join("|"),
  "i",
);

/** What others have to do: “To use it you need to”, “Every caller has to”. */
const FOR_USERS =
  /^(?:in order )?to \w.*\byou(?:['’]ll)? (?:need|have|must)\b|\b(?:every(?:one|body)?|each|users?|people|they)\b[^.,;:]*\b(?:ha(?:s|ve)|needs?) to\s*[:：]?$/i;

/**
 * Whether a line that leads to a list of plain items says that they are what has to be done. In the
 * answer to a question about something else, or in the report of a bug (`isAnswer`), what people say
 * they have to do is none.
 */
export function announcesPlainWork(text: string, isAnswer = false): boolean {
  const lead = lastSentence(text);
  if (NO_WORK.test(lead) || FOR_USERS.test(lead)) return false;
  if (announcesElsewhere(lead)) return true;
  return isAnswer
    ? PLAIN_WORK.test(lead) && !/\b(?:i|we)(?: \w+)? (?:need|have) to\b/i.test(lead)
    : PLAIN_WORK.test(lead) || WORK_SENTENCE.test(lead);
}

/** Whether a line may lead to the list of a plan: it says nothing of something else. */
export function mayLeadToPlan(lead: string): boolean {
  const last = lastSentence(lead);
  return ![NO_WORK, FOR_USERS, NOT_ELSEWHERE, /\bnot\b|\bhow to\b/i].some((words) =>
    words.test(last),
  );
}

/** Verbs of changes to a program; the first ones are also said of how a bug is seen. */
const INSTRUCTION =
  /^(?:(add|delete|move|remove|update)|drop|fix|bump|rename|replace|implement|write|document|migrate|refactor|deprecate|extract|split|convert|port|rewrite|introduce|support|improve|clean|switch|upgrade)\s/i;

/** Whether at least half of a list's entries say what to change in a program. */
export function instructs(list: List): boolean {
  const found = list.children.flatMap((item) => {
    const sentences = plainText(item).split(/[.!?→–—]\s+/u);
    const verb = sentences
      .map((text) => INSTRUCTION.exec(text.trim()))
      .find((match) => match !== null);
    return verb === undefined ? [] : [verb];
  });
  if (found.length < 2 || found.length * 2 < list.children.length) return false;
  if (found.some(([, alsoSeen]) => alsoSeen === undefined)) return true;
  return list.children.some(({ children: [first] }) =>
    first?.type === "paragraph" ? first.children.some(({ type }) => type === "inlineCode") : false,
  );
}

/** Whether a line without a colon that stands before a list is the beginning of its sentence. */
export function leadsToWork(line: string): boolean {
  return !/[.!。！]$/.test(line) && line.length <= 120 && announcesPlainWork(line);
}

/** Words that announce work, and say nothing of it. */
const ANNOUNCING = new Set(
  (
    "so we i you it this that is are here heres the my our rough to do todo todos need needs have has" +
    " be done must should will would could can want like lets let us please plan steps step tasks task" +
    " what left still open remaining following next list checklist work items action involves and"
  ).split(" "),
);

/** Whether a line announces work and names no part of it: “We need to”, “Here's the plan”. */
export function isBareLead(lead: string): boolean {
  return (
    lead
      .toLowerCase()
      .replaceAll(/['’]/g, "")
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).every((word) => ANNOUNCING.has(word));
}

const PLAN_TITLE =
  /^[^\p{L}]*(?:(?:the|my|our) )?(?:(?:stuff|things) )?(?:(?:meta|umbrella|tracking|epic|tracker)(?:[ -]issue)?\s*[\]):：]|(?:to-?dos?|to do|road ?map|checklist|quick wins|wish ?list|clean-?ups?|task list|action items|plan|iteration plan|release plan|aufgaben|fahrplan|feuille de route|tareas|hoja de ruta|план|список задач|дорожная карта)(?:\P{L}|$)(?!(?:.*\b)?(?:is|are|was|does|do(?:es)?n['’]t|isn['’]t|not|fails?|crash(?:es)?|broken|wrong)\b))|(?:计划|待办|路线图|任务清单|ロードマップ|やること)$/iu;

/** Whether an issue's title says that it lists what has to be done: “Roadmap 2.0”, “[Meta] Sound”. */
export function isPlanTitle(title: string): boolean {
  return PLAN_TITLE.test(title.trim());
}

/** Whether a heading ranks what stands below it, as in the MoSCoW method. */
export function isRank(heading: string): boolean {
  return /^[^\p{L}]*(?:must|should)[ -]?haves?[^\p{L}]*$/iu.test(heading);
}

/** Whether a line that leads to a list says that the list is something else than work. */
export function announcesOther(lead: string): boolean {
  const isWork = WORK_WORDS.test(lead) || WORK_ELSEWHERE.test(lead);
  return NO_WORK.test(lastSentence(lead)) && !isWork;
}

/** What may follow such a word for it to mean a choice: a letter or number, a link, punctuation, nothing. */
const OF_A_CHOICE = String.raw`(?:\s+(?:\p{L}|\d+))?\s*(?:$|[^\p{L}\p{N}\s-]|[-\s]\s)|\s+(?:and|und|et|y|e|for|für|para|pour|per|we|that|to|considered|rejected)(?!\p{L})`;

const OPTIONS = new RegExp(
  String.raw`^[^\p{L}]*(?:options?|alternatives?|pros|cons|optionen|varianten?|variantes?|opciones|opções|opzioni)(?:${OF_A_CHOICE})`,
  "iu",
);

/** Whether a heading announces what there is to choose from: “Options”, “Option B: Redis”. */
export function announcesOptions(heading: string): boolean {
  return OPTIONS.test(heading);
}

/** Whether a heading below one for tasks names an area of the work: “QA”, “Tests”. */
export function isTestArea(heading: string): boolean {
  return /^[^\p{L}]*(?:qa|tests?|testing)[^\p{L}]*$/iu.test(heading);
}

const TASK_HEADING =
  /^(?:\p{So}\s*)?(?:task|step|(?:sub-?|child)\s?issue|(?:sub-?|child)\s?task|story|user story|ticket|work item|action item|item|to-?do|pr|pull request|part|aufgabe|teilaufgabe|schritt|tâche|étape|tarea|paso|tarefa|passo|etapa|compito|passaggio|attività|задача|шаг|任务|步骤|任務|步驟|子任务|タスク|手順|ステップ|작업|단계)\s*(?:#|no\.?\s*)?\d+(?:[.:)–—|/-]|\s|$|：|、)/iu;

/** Pieces of work that are counted by letters or in words: “Story A: …”, “Step one: …”. */
const LETTERED_TASK =
  /^(?:\p{So}\s*)?(?:task|step|(?:sub-?|child)\s?issue|(?:sub-?|child)\s?task|story|user story|ticket|work item|action item|aufgabe|schritt|tâche|étape|tarea|paso|tarefa|passo|compito|attività|задача|шаг)\s+(?:\p{L}|one|two|three|four|five|six|seven|eight|nine|ten|eins|zwei|drei|vier|fünf)(?:[.:)]|\s+[–—-])\s*\S/iu;

/** Whether a heading names one piece of work: “Task 1 — Add the store”, “Schritt 2: …”. */
export function isTaskHeading(heading: string): boolean {
  return TASK_HEADING.test(heading.trim()) || LETTERED_TASK.test(heading.trim());
}

/** Whether a heading counts phases: “Phase 2: Rollout”. */
export function isCountedPhase(heading: string): boolean {
  return /^[^\p{L}]*(?:phase|stage)\s+\d/iu.test(heading);
}

/** The name of a phase, without its number: “Phase 2: Rollout”. */
export function phaseName(heading: string): string {
  return heading.replace(/^(?:phase|stage)\s+\d+\s*[:.)–—-]\s*/i, "").replace(/\s*[:：]$/, "");
}

const PHASE_HEADING =
  /^[^\p{L}\p{N}]*(?:(?:phase|stage|sprint|iteration|milestone|wave|week|day|month|quarter|meilenstein|etappe|woche|tag|semaine|fase|semana|sprint|etapa|settimana|etap|faza|tydzień|этап|фаза|неделя|阶段|里程碑|フェーズ|페이즈)s?\s*#?\d|m[1-9]\s*[:–—-]|q[1-4]\s*(?:20|['’/])|第[一二三四五六七八九十\d]+(?:阶段|期|周|週|フェーズ)|\d+(?:단계|주차))/iu;

/** Whether a heading names a stretch of the work: “Phase 1”, “Week 3-4: Polish”, “Sprint 2”. */
export function isPhaseHeading(heading: string): boolean {
  return PHASE_HEADING.test(heading);
}

/** Whether a heading below a heading for work starts with a number: “1. Add the store”. */
export function isNumberedHeading(heading: string): boolean {
  return /^\s*#?\d+\s*[.)：:、–—-]\s*\S/u.test(heading);
}

/** Whether what stands in a column for a state means that the work of the row is done. */
export function meansDone(state: string): boolean {
  return (
    /^[^\p{L}\p{N}]*(?:(?:done|completed?|finished|closed|merged|shipped|fixed|resolved|migrated|deployed|released|delivered|implemented|live|x|✓|fertig|erledigt|abgeschlossen|behoben|fait|terminée?|hecho|completad[oa]|terminad[oa]|feito|concluíd[oa]|fatto|completato|готово|сделано|выполнено|完成|已完成|完了|済|済み|완료)[^\p{L}\p{N}]*)?$/iu.test(
      state,
    ) && /[\p{L}✅☑✓✔]/u.test(state)
  );
}
