import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** A file that pages load. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Whether it is the page in which diagrams are drawn, which has rules of its own. */
  readonly isDiagram: boolean;
}

const OWN = new URL("../page/", import.meta.url);
const MERMAID = new URL(".", import.meta.resolve("mermaid"));
const MARKDOWN_CSS = {
  "github-markdown-light.css": import.meta.resolve("github-markdown-css/github-markdown-light.css"),
  "github-markdown-dark.css": import.meta.resolve("github-markdown-css/github-markdown-dark.css"),
};
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
/** No folders but Mermaid's own, and no dots but that of the ending: nothing leads out of them. */
const NAME = /^(?:mermaid\/(?:chunks\/mermaid\.esm\.min\/)?)?[\w-]+(?:\.esm\.min|-[\w-]+)?\.\w+$/;

/** Reads what is at `/assets/<name>`; `undefined` where there is nothing. */
export async function readAsset(name: string): Promise<Asset | undefined> {
  const type = TYPES[extname(name)];
  if (type === undefined || !NAME.test(name)) return undefined;
  const body = await readFile(fileURLToPath(urlOf(name))).catch(() => undefined);
  return body && { type, body, isDiagram: name === "diagram.html" };
}

function urlOf(name: string): URL {
  if (name.startsWith("mermaid/")) return new URL(name.slice("mermaid/".length), MERMAID);
  const css = new Map(Object.entries(MARKDOWN_CSS)).get(name);
  return css === undefined ? new URL(name, OWN) : new URL(css);
}
