import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import taskLists from "markdown-it-task-lists";
import { defineConfig } from "vitepress";

const docs = new URL("../", import.meta.url);
const manifest = readFileSync(new URL("../package.json", docs), "utf8");
/** The only place that says who publishes Plansmith. */
const [, repository = ""] = /"repository": "github:([^"]+)"/.exec(manifest) ?? [];

/** The pages in their order. What is in the folder and not named here follows under “More”. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Start: ["get-started", "action", "formats", "how-it-decides", "comparison"],
  Use: ["plans", "commands", "configuration", "templates", "checks", "agents"],
  Run: ["operating", "troubleshooting", "scaling", "performance", "github-contract", "licences"],
  Change: ["decisions"],
};

/** The pages that are there: some come with other features. */
const pages = readdirSync(docs)
  .filter((name) => name.endsWith(".md") && name !== "index.md")
  .map((name) => name.replace(/\.md$/, ""));

/** The first heading of a page. */
function titleOf(page: string): string {
  const text = readFileSync(new URL(`${page}.md`, docs), "utf8");
  return /^# (.+)$/m.exec(text)?.[1] ?? page;
}

function group(text: string, names: readonly string[]) {
  const items = names
    .filter((name) => pages.includes(name))
    .map((name) => ({ text: titleOf(name), link: `/${name}` }));
  return { text, items };
}

const others = pages.filter((page) => !Object.values(GROUPS).flat().includes(page));
const examples = readdirSync(new URL("examples", docs)).filter((name) => name.endsWith(".md"));

export default defineConfig({
  title: "Plansmith",
  description: "Turns an issue into a plan pull request and keeps one status comment true.",
  lang: "en",
  // Where GitHub Pages puts the site of a repository.
  base: process.env["DOCS_BASE"] ?? "/",
  cleanUrls: true,
  head: [["meta", { name: "referrer", content: "no-referrer" }]],
  markdown: {
    config(md) {
      // Vue would compute what stands between two braces.
      md.renderer.rules.text = (tokens, index) =>
        md.utils.escapeHtml(tokens[index]?.content ?? "").replaceAll("{{", "&#123;&#123;");
      md.renderer.rules.code_inline = (tokens, index) =>
        `<code v-pre>${md.utils.escapeHtml(tokens[index]?.content ?? "")}</code>`;
      // Vite takes a path that begins with a name for a package.
      for (const rule of ["html_block", "html_inline"] as const)
        md.renderer.rules[rule] = (tokens, index) =>
          (tokens[index]?.content ?? "").replaceAll(
            /\b(src|srcset)="(?=(?:images|pictures)\/)/g,
            '$1="./',
          );
      md.use(taskLists);
      // Files beside the documentation are on GitHub.
      md.core.ruler.push("links-to-the-repository", (state) => {
        for (const { children } of state.tokens) {
          for (const token of children ?? []) {
            const href = token.type === "link_open" ? token.attrGet("href") : null;
            const target = href === null ? undefined : outside(href, state.env.relativePath);
            if (target !== undefined) token.attrSet("href", target);
          }
        }
      });
      const fence = md.renderer.rules.fence;
      md.renderer.rules.fence = (tokens, index, ...rest) => {
        const token = tokens[index];
        if (token?.info.trim() !== "mermaid") return fence?.(tokens, index, ...rest) ?? "";
        return `<Mermaid code="${encodeURIComponent(token.content)}" />`;
      };
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Get started", link: "/get-started" },
      { text: "Commands", link: "/commands" },
      { text: "Configuration", link: "/configuration" },
    ],
    sidebar: [
      ...Object.entries(GROUPS).map(([text, names]) => group(text, names)),
      ...(others.length > 0 ? [group("More", others)] : []),
      {
        text: "Examples",
        collapsed: true,
        items: examples.map((name) => {
          const page = name.replace(/\.md$/, "");
          return { text: page, link: `/examples/${page}` };
        }),
      },
    ],
    socialLinks: [{ icon: "github", link: `https://github.com/${repository}` }],
    editLink: { pattern: `https://github.com/${repository}/edit/main/docs/:path` },
  },
});

/**
 * Where a link of a page leads that is no page of the site: to the file on GitHub. `undefined` for a
 * page, an address, or a place on the same page.
 */
function outside(href: string, page: string): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return undefined;
  const [path = "", ...anchor] = href.split(/(?=#)/);
  const file = posix.normalize(posix.join("docs", posix.dirname(page), path));
  const isPage = file.startsWith("docs/") && file.endsWith(".md");
  const isImage = file.startsWith("docs/images/") || file.startsWith("docs/pictures/");
  if (isPage || isImage) return undefined;
  const isThere = existsSync(new URL(`../${file}`, docs));
  const kind = isThere && !/\.\w+$/.test(file) ? "tree" : "blob";
  return `https://github.com/${repository}/${kind}/main/${file}${anchor.join("")}`;
}
