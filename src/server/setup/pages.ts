import { createHash } from "node:crypto";
import mustache from "mustache";
import { bundledAsset } from "../../model/package.js";
import { type Choices, type Fields, type NewApp, listPermissions } from "./manifest.js";

/** Style of all pages. */
const style = (): string => bundledAsset("templates/setup/style.css");

/**
 * What the pages may load and where their forms may go: GitHub, and from there wherever an
 * organization lets people sign in. A browser applies the rule to redirects, too.
 */
export function contentPolicy(site: string | undefined): string {
  const hash = createHash("sha256").update(style()).digest("base64");
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    `form-action 'self' https:${site === undefined ? "" : ` ${site}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}

/** A page. Everything in `view` is shown as text. */
function page(name: string, title: string, view: object): string {
  const content = mustache.render(bundledAsset(`templates/setup/${name}.html`), view);
  return mustache.render(bundledAsset("templates/setup/layout.html"), {
    title,
    style: style(),
    content,
  });
}

/** Asks what the App is to be. */
export function formPage(fields: Fields, problems: readonly string[], csrf: string): string {
  const is = Object.fromEntries(
    ["owner", "github", "webhook", "visibility", "teams"].map((name) => [
      name,
      { [Reflect.get(fields, name)]: true },
    ]),
  );
  return page("form", "Create the GitHub App", {
    ...fields,
    is: { ...is, github: { [fields.github.replace(".", "_")]: true } },
    problems,
    hasProblems: problems.length > 0,
    permissions: listPermissions(),
    csrf,
  });
}

/** Shows what was chosen, and hands it to GitHub. */
export function reviewPage(
  choices: Choices,
  manifest: object,
  webhookUrl: string,
  target: string,
): string {
  return page("review", "Continue on GitHub", {
    ...choices,
    host: new URL(choices.site).host,
    webhookUrl,
    target,
    manifest: JSON.stringify(manifest),
    readable: JSON.stringify(manifest, undefined, 2),
  });
}

/** Says what is left to do. */
export function donePage(
  { name, url }: NewApp,
  { webhookUrl, polls }: Pick<Choices, "webhookUrl" | "polls">,
): string {
  return page("done", "The App exists", {
    name,
    installUrl: `${url.replace(/\/+$/, "")}/installations/new`,
    usesSmee: webhookUrl === undefined,
    polls,
  });
}

/** Says why the setup cannot go on. */
export function messagePage(title: string, message: string): string {
  return page("message", title, { title, message });
}
