import type { IncomingMessage } from "node:http";

/** What of a request says where it comes from. */
type Asked = Pick<IncomingMessage, "method" | "headers">;

/**
 * Why a request is refused; `undefined` where it may pass. Only a page that this server itself gave
 * out may change anything (the `Origin` of a form or a script), and only under the server's own
 * name (`Host`): another site that has its name resolved to this machine is another site still.
 *
 * @param port where the server listens, on the loopback address
 * @param isPublic whether it is a file that everybody may have, such as a style sheet
 * @see https://owasp.org/www-community/attacks/csrf
 */
export function refusalOf(
  { method, headers }: Asked,
  port: number,
  isPublic = false,
): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) return "This page answers on the loopback address only.";
  const site = headers["sec-fetch-site"];
  if (method === "GET") {
    if (isPublic) return undefined;
    // A link from elsewhere may open the page; nothing elsewhere may load parts of it.
    const isPage = headers["sec-fetch-mode"] === "navigate";
    return site === "cross-site" && !isPage ? "Other sites may not read this page." : undefined;
  }
  if (method !== "POST") return "Only GET and POST.";
  const isOwn = headers.origin === `http://${headers.host}`;
  return isOwn ? undefined : "Other sites may not act on this page.";
}
