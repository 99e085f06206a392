import type { Activity } from "./activity.js";
import { CLICKS, type Step } from "./guide.js";
import { html, type Html } from "./html.js";
import { icon } from "./icons.js";
import { PEOPLE } from "./read.js";

/** What every page shows. */
export interface Frame {
  /** `owner/name`. */
  readonly repository: string;
  /** The path of the page, with its query. */
  readonly path: string;
  /** Who looks at it. */
  readonly login: string;
  readonly theme: Theme;
  readonly openIssues: number;
  readonly openPulls: number;
  /** The next click of the story. */
  readonly step: Step;
  /** Oldest first. */
  readonly activities: readonly Activity[];
}

/** Light or dark, or as the system says. */
export type Theme = (typeof THEMES)[number];

/** All themes. */
export const THEMES = ["auto", "light", "dark"] as const;

/** A page's own part. */
export interface Content {
  readonly title: string;
  readonly tab: "code" | "issues" | "pulls" | "labels" | undefined;
  readonly body: Html;
}

/** A whole page. */
export function layout(frame: Frame, { title, tab, body }: Content): string {
  const { repository, openIssues, openPulls } = frame;
  const home = `/${repository}`;
  const [owner = "", name = ""] = repository.split("/");
  const tabs = [
    { id: "issues", path: `${home}/issues`, text: "Issues", count: openIssues },
    { id: "pulls", path: `${home}/pulls`, text: "Pull requests", count: openPulls },
    { id: "code", path: home, text: "Code", count: undefined },
    { id: "labels", path: `${home}/labels`, text: "Labels", count: undefined },
  ];
  const page = html`<html lang="en" data-theme="${frame.theme}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title} · Plansmith demo</title>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      ${styleLinks(frame.theme)}
      <script type="module" src="/assets/page.js"></script>
    </head>
    <body>
      <a class="skip" href="#content">Skip to content</a>
      <header class="top">
        <div class="bar">
          <a class="brand" href="${home}/issues/1"
            >${icon("plan", "mark")}<span>Plansmith demo</span></a
          >
          ${themeForm(frame)} ${peopleForm(frame)}
        </div>
        <div class="repository">
          <a href="${home}">${owner} / <strong>${name}</strong></a>
          <span class="pill">embedded GitHub</span>
        </div>
        <nav class="tabs" aria-label="Repository" data-block="tabs">
          ${tabs.map(
            (entry) =>
              html`<a href="${entry.path}" ${entry.id === tab && html`aria-current="page"`}
                >${entry.text}${entry.count !== undefined && html` <span class="count">${entry.count}</span>`}</a
              >`,
          )}
        </nav>
      </header>
      <div class="columns">
        <div class="left">
          ${guideSection(frame)}
          <main id="content" tabindex="-1">${body}</main>
        </div>
        ${activitySection(frame.activities)}
      </div>
      <div class="toast" role="alert" hidden></div>
    </body>
  </html>`;
  return `<!doctype html>\n${page.toString()}`;
}

/** The style sheets of a theme. */
function styleLinks(theme: Theme): Html {
  const markdown = (which: "light" | "dark") =>
    theme !== "auto" && theme !== which
      ? undefined
      : html`<link
          rel="stylesheet"
          href="/assets/github-markdown-${which}.css"
          ${theme === "auto" && html`media="(prefers-color-scheme: ${which})"`}
        />`;
  return html`${markdown("light")} ${markdown("dark")}
    <link rel="stylesheet" href="/assets/page.css" />`;
}

/** A form that posts an action, with hidden fields. */
export function actionForm(
  action: string,
  fields: Readonly<Record<string, string | number>>,
  content: Html,
  className = "",
): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post" action="/act/${action}" class="${className}">
    ${hidden}${content}
  </form>`;
}

/** A circle with the first letter of a login. */
export function avatar(login: string): Html {
  const isBot = login.endsWith("[bot]");
  const kind = isBot ? "bot" : (PEOPLE[login]?.login ?? "other");
  const letter = isBot ? icon("check") : login.slice(0, 1).toUpperCase();
  return html`<span class="avatar avatar-${kind}" aria-hidden="true">${letter}</span>`;
}

/** A time of day, with the whole time for those who point at it. */
export function time(at: string): Html {
  return html`<time datetime="${at}" title="${at}">${at.slice(11, 16)} UTC</time>`;
}

/** Text in which `code` is between backticks. */
function withCode(text: string): readonly Html[] {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function peopleForm({ login, path }: Frame): Html {
  return html`<form method="post" action="/as" class="people" aria-label="Act as">
    <input type="hidden" name="back" value="${path}" />
    <span aria-hidden="true">Act as</span>
    ${Object.values(PEOPLE).map(
      (person) =>
        html`<button
          name="login"
          value="${person.login}"
          title="${person.login} ${person.about}"
          aria-pressed="${person.login === login ? "true" : "false"}"
        >
          ${avatar(person.login)}${person.login}
        </button>`,
    )}
  </form>`;
}

function themeForm({ theme, path }: Frame): Html {
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
  const names = { auto: "◐ Auto", light: "☀ Light", dark: "☾ Dark" };
  return html`<form method="post" action="/theme" class="theme">
    <input type="hidden" name="back" value="${path}" />
    <button name="theme" value="${next}" aria-label="Theme: ${theme}. Change to ${next}">
      ${names[theme]}
    </button>
  </form>`;
}

function guideSection({ step, path, repository }: Frame): Html {
  const { button, look } = step;
  const isDone = step.number > CLICKS;
  const isBusy = !isDone && button === undefined;
  const dots = Array.from({ length: CLICKS }, (_, index) => {
    const state = index + 1 < step.number ? "done" : index + 1 === step.number ? "now" : "later";
    return html`<li class="${state}"></li>`;
  });
  const story = `/${repository}/issues/1`;
  return html`<section class="guide" aria-labelledby="guide" data-block="guide">
    <ol class="dots" aria-hidden="true">
      ${dots}
    </ol>
    <div class="words" role="status">
      <h2 id="guide">
        ${isDone ? html`✅ ` : html`<span class="next">${isBusy ? "Wait" : "Next"} · ${step.number} of ${CLICKS}</span> `}
        <span class="${isBusy ? "busy" : ""}">${step.title}</span>
      </h2>
      <p>${withCode(step.about)}</p>
    </div>
    <div class="buttons">
      ${look !== undefined && path !== look.path && html`<a class="button" href="${look.path}">${look.text}</a>`}
      ${path !== story && html`<a class="button" href="${story}">Go to the issue</a>`}
      ${
        button !== undefined &&
        actionForm(
          button.action,
          { ...button.form, as: "maintainer", back: story },
          html`<button class="primary">${button.text}</button>`,
        )
      }
    </div>
  </section>`;
}

function activitySection(activities: readonly Activity[]): Html {
  const shown = activities.slice(-100).toReversed();
  return html`<aside class="activity" aria-labelledby="activity">
    <div class="head">
      <h2 id="activity">What happens</h2>
      <label><input type="checkbox" id="reads" checked /> reads</label>
    </div>
    <p class="note">
      <span class="key webhook">webhook</span> GitHub calls Plansmith.
      <span class="key read">read</span> <span class="key write">write</span> Plansmith asks GitHub.
    </p>
    <ol
      id="events"
      data-last="${activities.at(-1)?.id ?? 0}"
      tabindex="0"
      aria-label="Events, newest first"
    >
      ${shown.map(activityRow)}
    </ol>
  </aside>`;
}

/** An entry of the list of what happens. */
export function activityRow({ kind, title, why, outcome, at }: Activity): Html {
  return html`<li class="${kind}">
    <div>
      <span class="key ${kind}">${kind}</span> <time datetime="${at}">${at.slice(11, 19)}</time>
      <span class="outcome">${outcome}</span>
    </div>
    <code>${title}</code>
    <p title="${why}">${why}</p>
  </li>`;
}
