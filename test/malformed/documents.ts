const many = (text: string, times: number): string => text.repeat(times);
const LONG = 65_536;

/** Nests a mapping, each level indented one more. */
const indented = (levels: number): string =>
  Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:`).join("\n");

/** Each level refers to the one before it nine times. */
const bomb = ["a0: &a0 [x]"]
  .concat(Array.from({ length: 20 }, (_, n) => `a${n + 1}: &a${n + 1} [${many(`*a${n}, `, 9)}x]`))
  .join("\n");

/** Texts that are no good YAML, or no good configuration. */
const YAML = {
  "an open list": "labels:\n  request: [a\n",
  "an open quote": "labels:\n  request: 'a\n",
  "a tab for an indent": "labels:\n\trequest: a\n",
  "a key twice": "draft: true\nlabels: {}\nlabels: { request: a }\n",
  "a list": "- labels\n- templates\n",
  "a number": "42\n",
  "an infinite number": "progress: 1e999\n",
  nothing: "",
  null: "~\n",
  "a comment": "# nothing\n",
  "two documents": "labels: {}\n---\nlabels: {}\n",
  "another version": "%YAML 9.9\n---\nlabels: {}\n",
  "a tag": "labels: !!js/function 'return 1'\n",
  "binary data": "labels: !!binary aGVsbG8=\n",
  "a key that is a mapping": "? { a: b }\n: c\n",
  "an anchor in itself": "labels: &a [*a]\n",
  "an anchor that is not there": "labels: *nowhere\n",
  "a merge key": "a: &a { request: x }\nlabels:\n  <<: *a\n",
  "aliases that grow": bomb,
  "the prototype": "__proto__: { request: x }\nconstructor: { prototype: 1 }\n",
  "the prototype in a section": "labels:\n  __proto__: { request: x }\n  toString: 1\n",
  "wrong kinds": "labels: 3\ntemplates: [a]\nplans: text\ncommands: 2026-11-21\ncheck: [off]\n",
  "numbers for keys": "1: a\n2.5: b\ntrue: c\n",
  "half a character": '"labels\\uD800": "\\uDFFF"\nlabels: { request: "\\uD83D" }\n',
  "lists in lists": `labels: ${many("[", 3000)}${many("]", 3000)}\n`,
  "lists that never end": many("[", 5000),
  "mappings that never end": many("{a: ", 3000),
  "mappings in mappings": indented(300),
  "braces in braces": many("{", 512),
  "keys that are lists": many("? [", 200),
  "keys in keys": many("? ", 300),
  "items in items": many("- ", 2000),
  "many keys that are lists": many("? [a, {b: c}]\n: d\n", 200),
  "very many keys": Array.from({ length: 9000 }, (_, key) => `k${key}:\n`).join(""),
  "too big a file": `# ${many("x", 70_000)}\nlabels: {}\n`,
  "a path out of the folder": "plans: { path: '../../.github/workflows/{number}.md' }\n",
  "a label of nothing but control characters": 'labels: { request: "\\u0001\\u202E" }\n',
};

/** Texts that are no good templates. */
const TEMPLATES = {
  "an open tag": "# {{title}}\n\n{{\n",
  "an open section": "# {{title}}\n\n{{#steps}}\n",
  "a section that was not opened": "# {{title}}\n\n{{/steps}}\n",
  "sections that cross": "# {{title}}\n\n{{#steps}}{{#risks}}{{/steps}}{{/risks}}\n",
  "a tag with one brace": "# {{title}\n",
  "three braces and two": "# {{{title}}\n",
  "a partial": "# {{title}}\n\n{{>secrets}}\n",
  "other delimiters": "{{=<% %>=}}\n# <% title %>\n",
  "half of other delimiters": "{{=x\n# {{title}}\n",
  "an unknown variable": "# {{titel}}\n",
  "an unknown variable in a list": "# {{title}}\n\n{{#steps}}{{nope}}{{/steps}}\n",
  "JavaScript's own names": "# {{constructor}} {{__proto__}} {{toString.name}}\n",
  "a dot": "# {{title}} {{.}} {{..}} {{title.length}}\n",
  "a tag of a comment that never ends": "# {{title}}\n\n{{! never closed\n",
  "sections in sections": `# {{title}}\n\n${many("{{#steps}}", 1000)}${many("{{/steps}}", 1000)}\n`,
  "front matter that never ends": "---\nname: x\n# {{title}}\n",
  "front matter that is a list": "---\n- a\n---\n# {{title}}\n",
  "front matter of wrong kinds": "---\nname: 3\nsections: 4\nstatus: [[]]\n---\n# {{title}}\n",
  "front matter with an anchor in itself": "---\nname: &a [*a]\n---\n# {{title}}\n",
  "front matter of braces in braces": `---\n${many("{", 512)}\n---\n# {{title}}\n`,
  "front matter of keys that are lists": `---\n${many("? [", 200)}\n---\n# {{title}}\n`,
  "a list in itself": `# {{title}}\n\n${many("{{#steps}}", 32)}${many("{{/steps}}", 32)}\n`,
  "another name": "---\nname: other\n---\n# {{title}}\n",
  "required sections that are not there": "---\nsections:\n  required: [A, A]\n---\n# {{title}}\n",
  "nothing but spaces": "   \n\t\n",
  "an open fence": "# {{title}}\n\n```\n{{#steps}}\n",
};

/** Markdown that goes on where nobody wants it to, or is hard to read. */
const MARKDOWN = {
  "a fence that never ends": "## Steps\n\n- [ ] a\n\n```\n- [ ] b\n",
  "a fence in a quote": "> ```\n- [ ] a\n",
  "an open comment": "## Steps\n\n<!-- todo\n\n- [ ] a\n",
  "half of our marker": "# P\n\n<!-- plansmith:plan format=exec-plan issue=\n",
  "somebody else's marker": "# P\n\n<!-- plansmith:plan format=exec-plan issue=99 -->\n",
  "open HTML": "<details><summary>\n<script>\n<b\n<a href='\n",
  "open links": "[a](b\n[a][\n![\n[a]: <\n[^1]: [^1]\n",
  "a table without an end": "| a | b |\n| - |\n| 1 | 2 | 3 | \\|\n",
  "a table of many columns": `|${many(" a |", 300)}\n|${many(" - |", 300)}\n|${many(" x |", 300)}\n`,
  "quotes in quotes": `${many("> ", 500)}x\n`,
  "lists in lists": `${many("- ", 300)}[ ] x\n`,
  "lists in lists, by lines": Array.from(
    { length: 100 },
    (_, level) => `${"  ".repeat(level)}- [ ] x`,
  ).join("\n"),
  stars: many("*", 5000),
  "stars and words": many("*a _b ", 2000),
  ticks: Array.from({ length: 100 }, (_, count) => "`".repeat(count + 1)).join(" x "),
  brackets: many("[", 5000),
  "brackets and links": many("[a](", 2000),
  angles: many("<", 5000),
  backslashes: many("\\", 5001),
  "entities that are none": "&#x110000; &#0; &nope; &#xD800; &amp",
  "numbers out of bounds": "99999999999. x\n0. y\n- [ ] #99999999999999999999\n",
  "many headings": many("## Steps\n", 500),
  "many boxes": many("- [ ] x\n", 400),
  "boxes that are none": "- [x]\n- [ ]\n- [ x ]\n- [X]y\n-[ ] z\n",
  "setext headings": "Steps\n===\n---\n\n===\n",
  "front matter that never ends": "---\nstatus: [\n",
  "front matter of braces in braces": `---\n${many("{", 512)}\n---\n# P\n`,
  "front matter of keys that are lists": `---\nstatus: x\n${many("? [", 200)}\n---\n# P\n`,
  "dates that are none":
    "- Last Updated: 2026-99-99\n- Start: 0000-00-00\n- [x] (2026-13-45T99:99Z) a\n",
  "a line of combining characters": `# a${many("\u0301", 3000)}\n`,
};

/** Bytes and characters that no kind of text expects. */
const ANY = {
  "NUL characters": "a\u0000b: c\u0000\n\u0000\n- [ ] \u0000\n",
  "lone surrogates": "# \uD800\n\n- [ ] \uDC00 x\nlabels: \uD83D\n",
  "control characters": Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join(""),
  "a byte order mark": "\uFEFFlabels:\n  request: plan\n",
  "byte order marks": "\uFEFF\uFEFF---\n\uFEFF---\n# {{title}}\n",
  "line ends of Windows": "---\r\nname: x\r\n---\r\n# {{title}}\r\n\r\n- [ ] a\r\n",
  "line ends of old Macs": "labels:\r  request: a\r# {{title}}\r- [ ] a\r",
  "line ends of Unicode": "labels:\u2028  request: a\u2029- [ ] a\u0085",
  "right to left": "\u202Elabels\u202C: \u2066x\u2069\n# \u200Fx\n- [ ] \u061Cx\n",
  "a line of 64 KiB": many("a ", LONG / 2),
  "a word of 64 KiB": many("a", LONG),
  "8 KiB of line ends": many("\n", LONG / 8),
  "8 KiB of spaces": `a${many(" ", LONG / 8)}b`,
  "8 KiB of tabs": `- [ ] a${many("\t", LONG / 8)}`,
  "8 KiB of emoji": many("👩‍💻", LONG / 40),
};

/** What a document was meant to be; `any` is bytes that no kind expects. */
export type Meant = "YAML" | "template" | "Markdown" | "any";

/** Documents that somebody has broken by hand: what they were meant to be, and what is wrong. */
export const DOCUMENTS: readonly {
  readonly meant: Meant;
  readonly what: string;
  readonly text: string;
}[] = [
  ...documents("YAML", YAML),
  ...documents("template", TEMPLATES),
  ...documents("Markdown", MARKDOWN),
  ...documents("any", ANY),
];

function documents(meant: Meant, table: Readonly<Record<string, string>>) {
  return Object.entries(table).map(([what, text]) => ({ meant, what, text }));
}
