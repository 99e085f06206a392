import MarkdownIt, { type Renderer, type Token } from "markdown-it";
import { escapeHtml, Html } from "./html.js";

/** Where a text stands. */
export interface RenderContext {
  /** Address of the embedded GitHub; links to it become links of this page. */
  readonly siteUrl: string;
  /** `owner/name`, to which `#12` refers. */
  readonly repository: string;
  /** Whether boxes can be ticked. */
  readonly canTick?: boolean;
  /** Level of the heading that the text stands under. */
  readonly headingLevel?: number;
}

/** HTML of people and bots: these tags, without attributes, as far as the bot writes them. */
const TAGS = "details|summary|sub|sup|br|kbd|ins|del|b|i|em|strong|code";
const MARKUP = new RegExp(
  `<!--[^]*?(?:-->|$)|<(/?)(${TAGS})( open)?\\s*/?>|&(?:#\\d{1,7}|#x[\\da-f]{1,6}|[a-z]\\w{1,30});|[&<>"']`,
  "gi",
);
/** `#12` and `@login`, not within a word, an address or a path. */
const MENTION = /(?<![\w/&#@.-])(?:#(\d{1,9})|@([a-z\d](?:[a-z\d-]{0,38})))(?![\w-])/gi;
const BOX = /^\[([ x])\][\t\u00A0 ]+(?=\S)/i;

/**
 * `markdown` as GitHub renders it, in HTML that is safe whoever wrote it: tags without attributes
 * from a short list, no images, and no addresses but those of the web. Each box of a task list
 * carries the line that it stands on, counted from 0 (`data-line`).
 */
export function renderMarkdown(markdown: string, context: RenderContext): Html {
  return new Html(PARSER.render(markdown, { ...context, depths: [] }));
}

function createParser(): MarkdownIt {
  const md = new MarkdownIt({ html: true, linkify: true });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  md.core.ruler.after("inline", "task-lists", ({ tokens }) => findBoxes(tokens));
  md.core.ruler.push("mentions", ({ tokens, env, Token: Make }) => {
    for (const token of tokens) {
      if (token.children === null) continue;
      token.children = withMentions(
        token.children,
        repositoryIn(env),
        (...args) => new Make(...args),
      );
    }
  });
  Object.assign(md.renderer.rules, RULES);
  return md;
}

type Rule = NonNullable<Renderer["rules"][string]>;

const RULES: Readonly<Record<string, Rule>> = {
  html_block: (tokens, at) => allowedMarkup(tokens[at]?.content ?? ""),
  html_inline: (tokens, at) => allowedMarkup(tokens[at]?.content ?? ""),
  image: (tokens, at) => `<em>Image: ${escapeHtml(tokens[at]?.content || "no description")}</em>`,
  link_open(tokens, at, options, env, self) {
    const token = tokens[at];
    const local = localPath(token?.attrGet("href") ?? "", contextIn(env).siteUrl);
    if (isHere(local)) token?.attrSet("href", local);
    else {
      token?.attrSet("rel", "nofollow noopener noreferrer");
      token?.attrSet("target", "_blank");
    }
    return self.renderToken(tokens, at, options);
  },
  // Wide tables scroll, which the keyboard must be able to do, too.
  table_open: () => '<table tabindex="0">\n',
  th_open: (tokens, at) => cellOpen("th", tokens[at]),
  td_open: (tokens, at) => cellOpen("td", tokens[at]),
  heading_open(tokens, at, options, env, self) {
    const { headingLevel = 1, depths } = contextIn(env);
    const level = Number(tokens[at]?.tag.slice(1));
    while ((depths.at(-1) ?? 0) >= level) depths.pop();
    depths.push(level);
    // No level is skipped for those who listen, wherever the text stands.
    tokens[at]?.attrSet("aria-level", String(headingLevel + depths.length));
    return self.renderToken(tokens, at, options);
  },
  task_box(tokens, at, _options, env) {
    const { checked, line, label } = metaOf(tokens[at]);
    const states = `${checked ? " checked" : ""}${contextIn(env).canTick === true ? "" : " disabled"}`;
    return `<input type="checkbox" class="task-list-item-checkbox" data-line="${line}" aria-label="${escapeHtml(label)}"${states}> `;
  },
  fence(tokens, at) {
    const token = tokens[at];
    const code = escapeHtml(token?.content ?? "");
    if (token?.info.trim() === "mermaid") {
      return `<figure class="diagram"><pre tabindex="0"><code>${code}</code></pre></figure>\n`;
    }
    return `<pre tabindex="0"><code>${code}</code></pre>\n`;
  },
  code_block: (tokens, at) =>
    `<pre tabindex="0"><code>${escapeHtml(tokens[at]?.content ?? "")}</code></pre>\n`,
};

/** A cell, aligned as GitHub does it: the page allows no styles in its markup. */
function cellOpen(tag: "th" | "td", token: Token | undefined): string {
  const side = /^text-align:(left|center|right)$/.exec(token?.attrGet("style") ?? "")?.[1];
  return side === undefined ? `<${tag}>` : `<${tag} align="${side}">`;
}

const PARSER = createParser();

/** HTML as it was written, with everything but {@link TAGS} as text and without comments. */
function allowedMarkup(text: string): string {
  return text.replaceAll(MARKUP, (found, slash: string, tag: string | undefined, open = "") => {
    if (tag !== undefined) return `<${slash}${tag.toLowerCase()}${slash === "" ? open : ""}>`;
    if (found.startsWith("<!--")) return "";
    return found.startsWith("&") && found.length > 1 ? found : escapeHtml(found);
  });
}

/** A link to the embedded GitHub as a path of this page, every other one as it is. */
function localPath(href: string, siteUrl: string): string {
  if (href === siteUrl) return "/";
  return href.startsWith(`${siteUrl}/`) ? href.slice(siteUrl.length) : href;
}

/** Whether a link stays on this page's site: `//host` and `name:` do not. */
function isHere(href: string): boolean {
  return !href.startsWith("//") && !/^[^/?#]*:/.test(href);
}

/** What a box says of itself. */
interface BoxMeta {
  readonly checked: boolean;
  readonly line: number;
  readonly label: string;
}

/** Turns `[ ]` at the start of a list item into a box. */
function findBoxes(tokens: readonly Token[]): void {
  tokens.forEach((token, index) => {
    const item = tokens[index - 2];
    const isFirst = tokens[index - 1]?.type === "paragraph_open" && item?.type === "list_item_open";
    const text = token.children?.[0];
    if (token.type !== "inline" || !isFirst || text?.type !== "text") return;
    const mark = BOX.exec(text.content) ?? BOX.exec(`${text.content}.`);
    if (mark === null) return;
    text.content = text.content.slice(mark[0].length);
    const box = Object.assign(Object.create(Object.getPrototypeOf(text) as object) as Token, text, {
      type: "task_box",
      content: "",
      meta: { checked: mark[1] !== " ", line: token.map?.[0] ?? 0, label: plainText(token) },
    });
    token.children?.unshift(box);
    item.attrJoin("class", "task-list-item");
    const list = tokens
      .slice(0, index)
      .findLast(({ type, level }) => type.endsWith("_list_open") && level === item.level - 1);
    if (list?.attrGet("class") === null) list.attrSet("class", "contains-task-list");
  });
}

/** What a line says, without its markup. */
function plainText(token: Token): string {
  const texts = token.children ?? [];
  return texts
    .flatMap(({ type, content }) => (type === "text" || type === "code_inline" ? content : []))
    .join("")
    .trim();
}

/** Tokens with `#12` and `@login` as links, outside of links. */
function withMentions(
  tokens: readonly Token[],
  repository: string,
  make: (type: string, tag: string, nesting: -1 | 0 | 1) => Token,
): Token[] {
  let links = 0;
  return tokens.flatMap((token) => {
    if (token.type === "link_open") links += 1;
    if (token.type === "link_close") links -= 1;
    if (token.type !== "text" || links > 0) return token;
    const parts: Token[] = [];
    const addText = (text: string): void => {
      const part = make("text", "", 0);
      part.content = text;
      if (text !== "") parts.push(part);
    };
    let end = 0;
    for (const match of token.content.matchAll(MENTION)) {
      const [found, number] = match;
      addText(token.content.slice(end, match.index));
      end = match.index + found.length;
      const open =
        number === undefined ? make("strong_open", "strong", 1) : make("link_open", "a", 1);
      if (number !== undefined) open.attrSet("href", `/${repository}/issues/${number}`);
      parts.push(open);
      addText(found);
      parts.push(
        number === undefined ? make("strong_close", "strong", -1) : make("link_close", "a", -1),
      );
    }
    addText(token.content.slice(end));
    return parts;
  });
}

/** The context of the text that is rendered, which the parser hands on without a type. */
function contextIn(env: unknown): RenderContext & { readonly depths: number[] } {
  return env as RenderContext & { readonly depths: number[] };
}

function repositoryIn(env: unknown): string {
  return contextIn(env).repository;
}

function metaOf(token: Token | undefined): BoxMeta {
  return token?.meta as BoxMeta;
}
