import { mayEdit, mayWrite } from "./act.js";
import { html, type Html } from "./html.js";
import { icon } from "./icons.js";
import { actionForm, avatar, time } from "./layout.js";
import { renderMarkdown } from "./markdown.js";
import type { Conversation, Happening, Label, Listed, Post } from "./read.js";

/** Who looks at what where. */
export interface Viewer {
  readonly login: string;
  readonly siteUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** All labels of the repository. */
  readonly labels: readonly Label[];
  /** Whether texts come without the form that edits them. */
  readonly isPicture?: boolean;
}

/** A list of issues or of pull requests. */
export function listView(
  kind: "issues" | "pulls",
  listed: readonly Listed[],
  viewer: Viewer,
): Html {
  const title = kind === "issues" ? "Issues" : "Pull requests";
  const isNewOffered = kind === "issues" || mayWrite(viewer.login);
  const newPath = `/${viewer.repository}/${kind === "issues" ? "issues/new" : "compare"}`;
  return html`<div class="title-row">
      <h1>${title}</h1>
      ${
        isNewOffered &&
        html`<a class="button primary" href="${newPath}"
          >New ${kind === "issues" ? "issue" : "pull request"}</a
        >`
      }
    </div>
    <ul class="list" data-block="list">
      ${listed.map((entry) => listRow(kind, entry, viewer))}
      ${listed.length === 0 && html`<li class="empty">There is none yet.</li>`}
    </ul>`;
}

function listRow(kind: "issues" | "pulls", entry: Listed, { repository }: Viewer): Html {
  const path = `/${repository}/${kind === "issues" ? "issues" : "pull"}/${entry.number}`;
  return html`<li>
    ${stateIcon(kind, entry.state)}
    <div>
      <a class="name" href="${path}">${entry.title}</a>
      ${entry.labels.map((label) => labelPill(label))}
      <p class="meta">
        #${entry.number} opened by ${entry.author}
        ${entry.comments > 0 && `· ${countOf(entry.comments, "comment")}`}
      </p>
    </div>
  </li>`;
}

/** An issue, or the conversation of a pull request: descriptions, comments and what else happened. */
export function conversationView(
  kind: "issues" | "pulls",
  shown: Conversation,
  viewer: Viewer,
  box: Html = html``,
): Html {
  return html`${labelsRow(shown, viewer)}
    <div class="timeline">
      ${postView(shown.body, shown, viewer)}
      ${shown.entries.map((entry) =>
        entry.kind === "event" ? happeningView(entry) : postView(entry, shown, viewer),
      )}
    </div>
    ${box} ${commentForm(kind, shown, viewer)}`;
}

/** The heading of an issue or a pull request. */
export function headingView(kind: "issues" | "pulls", shown: Listed, about: Html): Html {
  return html`<div class="heading" data-block="heading">
    <h1>${shown.title} <span class="number">#${shown.number}</span></h1>
    <p class="meta">
      <span class="state ${kind} ${shown.state}"
        >${stateIcon(kind, shown.state)}${capital(shown.state)}</span
      >
      <span>${about}</span>
    </p>
  </div>`;
}

/** A label as GitHub shows it: in its colour, with text that can be read on it. */
export function labelPill({ name, color, description }: Label): Html {
  return html`<span
    class="label"
    title="${description}"
    data-color="${color}"
    data-ink="${inkOn(color)}"
    >${name}</span
  >`;
}

/** A description, a comment or a review. */
export function postView(
  post: Post,
  { number }: { readonly number: number },
  viewer: Viewer,
): Html {
  const { author, body, kind } = post;
  const canEdit = kind !== "review" && mayEdit(viewer.login, author);
  const key = `${kind}-${post.id}`;
  const target = kind === "comment" ? { number, comment: post.id } : { number };
  const isBot = author.endsWith("[bot]");
  const isStatus = isBot && body.trimEnd().endsWith("<!-- plansmith:status -->");
  const verb = post.verdict ?? (kind === "issue" ? "opened this" : "commented");
  const rendered = renderMarkdown(body, { ...viewer, canTick: canEdit });
  const isEmpty = rendered.toString().trim() === "";
  return html`<article
    class="post ${isStatus && "status-comment"}"
    data-block="${key}"
    aria-label="${author} ${verb}"
  >
    <div class="byline">
      ${avatar(author)}
      <p>
        <strong>${author.replace(/\[bot\]$/, "")}</strong>
        ${isBot && html`<span class="pill">bot</span>`} ${verb} ${time(post.at)}
        ${post.isEdited && html`<span class="edited">· edited</span>`}
      </p>
    </div>
    ${
      kind === "review" && isEmpty
        ? undefined
        : html`<div
            class="markdown-body"
            data-number="${number}"
            data-comment="${kind === "comment" ? post.id : ""}"
          >
            ${isEmpty ? html`<p><em>No description.</em></p>` : rendered}
          </div>`
    }
    ${canEdit && viewer.isPicture !== true && editForm(post, target)}
  </article>`;
}

function editForm(post: Post, target: Readonly<Record<string, number>>): Html {
  const id = `edit-${post.kind}-${post.id}`;
  return html`<details class="edit">
    <summary>Edit</summary>
    ${actionForm(
      "edit",
      target,
      html`<label for="${id}">Text, in Markdown</label>
        <textarea id="${id}" name="body" rows="10">${post.body}</textarea>
        <button>Save</button>`,
    )}
  </details>`;
}

function happeningView({ actor, at, text, label, link }: Happening): Html {
  const key = `event-${at}-${text}-${label?.name ?? ""}${link?.path ?? ""}`;
  return html`<p class="happening" data-block="${key}">
    ${avatar(actor)}
    <span
      ><strong>${actor.replace(/\[bot\]$/, "")}</strong> ${text}
      ${label !== undefined && labelPill(label)}
      ${link !== undefined && html`<a href="${link.path}">${link.text}</a>`} ${time(at)}</span
    >
  </p>`;
}

function labelsRow(shown: Conversation, { login, labels }: Viewer): Html {
  const present = new Set(shown.labels.map(({ name }) => name));
  const others = labels.filter(({ name }) => !present.has(name));
  const { number } = shown;
  return html`<div class="labels" data-block="labels">
    <span class="meta">Labels</span>
    ${shown.labels.length === 0 && html`<span class="meta">none yet</span>`}
    ${shown.labels.map((label) =>
      mayWrite(login)
        ? actionForm(
            "unlabel",
            { number, label: label.name },
            html`<button class="plain" aria-label="Remove the label ${label.name}">
              ${labelPill(label)}<span aria-hidden="true">×</span>
            </button>`,
          )
        : labelPill(label),
    )}
    ${
      mayWrite(login) &&
      actionForm(
        "label",
        { number },
        html`<label class="hidden" for="label">Label to add</label>
          <select id="label" name="label">
            ${others.map(({ name }) => html`<option ${name === "needs-plan" && html`selected`}>${name}</option>`)}
          </select>
          <button>Add label</button>`,
      )
    }
    ${shown.assignees.length > 0 && html`<span class="meta">Assigned to ${shown.assignees.join(", ")}</span>`}
  </div>`;
}

function commentForm(kind: "issues" | "pulls", shown: Conversation, { login }: Viewer): Html {
  const { number, state } = shown;
  const noun = kind === "issues" ? "issue" : "pull request";
  const canClose = mayEdit(login, shown.author) && state !== "merged";
  const change = state === "open" ? "close" : "reopen";
  return html`<section class="write" aria-labelledby="write">
    <h2 id="write">Comment as ${login}</h2>
    ${actionForm(
      "comment",
      { number },
      html`<label class="hidden" for="comment">Comment, in Markdown</label>
        <textarea
          id="comment"
          name="body"
          rows="3"
          required
          placeholder="Markdown, or a command such as /plan help"
        ></textarea>
        <div class="row">
          <button class="primary">Comment</button>
          <span data-block="close">
            ${canClose && html`<button form="${change}">${capital(change)} ${noun}</button>`}
          </span>
        </div>`,
    )}
    <form id="close" method="post" action="/act/close">
      <input type="hidden" name="number" value="${number}" />
    </form>
    <form id="reopen" method="post" action="/act/reopen">
      <input type="hidden" name="number" value="${number}" />
    </form>
  </section>`;
}

function stateIcon(kind: "issues" | "pulls", state: Listed["state"]): Html {
  if (kind === "issues") {
    return icon(state === "open" ? "issue-open" : "issue-closed", state, state);
  }
  return icon(state === "merged" ? "merge" : "pull", `pull ${state}`, state);
}

/** Black or white, whichever has more contrast with a colour (WCAG 2, relative luminance). */
function inkOn(color: string): "black" | "white" {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((start) => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "black" : "white";
}

/** A number with its noun. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
