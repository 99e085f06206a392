import fc from "fast-check";
import { describe, expect, test } from "#jest";
import { renderMarkdown } from "../../../scripts/demo/site/markdown.js";
import { hostileText } from "../../support/hostile.js";

const SITE = "http://127.0.0.1:4000";

function render(markdown: string, canTick = false): string {
  const context = { siteUrl: SITE, repository: "acme/api", canTick };
  return renderMarkdown(markdown, context).toString();
}

/** Every tag that may be in what is rendered, with every attribute that it may have. */
const TAG = new RegExp(
  `^<(?:${[
    "/?(?:p|ul|ol|em|strong|s|code|pre|blockquote|table|thead|tbody|tr|th|td|a|figure|li|h[1-6])",
    "/?(?:details|summary|sub|sup|br|kbd|ins|del|b|i)",
    "details open",
    "hr",
    'ol start="\\d+"',
    'ul class="contains-task-list"|ol class="contains-task-list"',
    'ol start="\\d+" class="contains-task-list"',
    'li class="task-list-item"',
    'h[1-6] aria-level="\\d"',
    't[hd] align="(?:left|center|right)"',
    '(?:pre|table) tabindex="0"',
    'figure class="diagram"',
    'a href="[^"<>]*"(?: title="[^"<>]*")?(?: rel="nofollow noopener noreferrer" target="_blank")?',
    'input type="checkbox" class="task-list-item-checkbox" data-line="\\d+" aria-label="[^"<>]*"(?: checked)?(?: disabled)?',
  ].join("|")})>$`,
);

describe("Markdown on the demo page", () => {
  test("whatever somebody writes, only harmless tags come out, and only links to the web", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const rendered = render(text, true);
        for (const [tag] of rendered.matchAll(/<[^>]*>?/g)) expect(tag).toMatch(TAG);
        for (const [, href = ""] of rendered.matchAll(/href="([^"]*)"/g)) {
          expect(href).not.toMatch(/^\s*(?:javascript|data|vbscript|file):/i);
          // Whatever leads elsewhere says so, and tells nobody where it comes from.
          if (/^(?:https?:)?\/\//.test(href)) {
            expect(rendered).toContain(`href="${href}"`);
            const link = rendered.slice(rendered.indexOf(`href="${href}"`)).split(">")[0];
            expect(link).toContain("noreferrer");
          }
        }
      }),
    );
  });

  test.each([
    ["<script>alert(1)</script>", "&lt;script&gt;"],
    ['<b onclick="alert(1)">x</b>', "&lt;b onclick=&quot;"],
    ["<img src=x onerror=alert(1)>", "&lt;img"],
    ['<details ontoggle="x">\n\ny\n\n</details>', "&lt;details ontoggle"],
    ["<!-- hidden --> seen", "seen"],
    ["![a cat](https://example.com/cat.png)", "<em>Image: a cat</em>"],
    ["[x](javascript:alert(1))", "[x](javascript:alert(1))"],
  ])("%s", (text, shown) => {
    const rendered = render(text);
    expect(rendered).toContain(shown);
    expect(rendered).not.toMatch(/<(?:script|img)|<\w+ on/);
    expect(rendered).not.toContain("hidden");
  });

  test("a task list has boxes that know their line, and can be ticked only where it is allowed", () => {
    const text =
      "Before\n\n- [ ] [One](x) <!-- box -->\n- [x] `two`\n\n1. [X] three\n- [ ]\n- [ ]x";
    const boxes = [...render(text).matchAll(/<input[^>]*>/g)].map(([box]) => box);
    expect(boxes).toEqual([
      expect.stringContaining('data-line="2" aria-label="One" disabled'),
      expect.stringContaining('data-line="3" aria-label="two" checked disabled'),
      expect.stringContaining('data-line="5" aria-label="three" checked disabled'),
    ]);
    expect(render(text, true)).not.toContain("disabled");
  });

  test("numbers and links to the embedded GitHub lead to pages of the demo", () => {
    expect(render("See #12, not a#12 and not `#12`.")).toBe(
      '<p>See <a href="/acme/api/issues/12">#12</a>, not a#12 and not <code>#12</code>.</p>\n',
    );
    expect(render(`[Plan](${SITE}/acme/api/pull/2)`)).toContain('href="/acme/api/pull/2"');
    expect(render(`[Plan](${SITE}0/acme/api/pull/2)`)).toContain('target="_blank"');
    expect(render("[x](//evil.example)")).toContain('target="_blank"');
  });

  test("headings skip no level", () => {
    const levels = [...render("### A\n\n##### B\n\n### C\n\n# D").matchAll(/aria-level="(\d)"/g)];
    expect(levels.map(([, level]) => level)).toEqual(["2", "3", "2", "2"]);
  });
});
