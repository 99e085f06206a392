import { mayWrite } from "./act.js";
import { conversationView, headingView, type Viewer } from "./conversation.js";
import { html, type Html } from "./html.js";
import { icon } from "./icons.js";
import { actionForm } from "./layout.js";
import { renderMarkdown } from "./markdown.js";
import type { Annotation, ChangedFile, Check, Commit, PullRequest } from "./read.js";

/** A tab of a pull request. */
export type PullTab = "conversation" | "checks" | "files";

/** A pull request, with one of its tabs open. */
export function pullView(pull: PullRequest, tab: PullTab, viewer: Viewer): Html {
  const path = `/${viewer.repository}/pull/${pull.number}`;
  const verb = pull.state === "merged" ? "merged" : "wants to merge";
  const about = html`${pull.author.replace("[bot]", "")} ${verb} <code>${pull.head}</code> into
    <code>${pull.base}</code>`;
  const tabs = [
    { id: "conversation", path, text: "Conversation", count: pull.comments },
    { id: "checks", path: `${path}/checks`, text: "Checks", count: pull.checks.length },
    { id: "files", path: `${path}/files`, text: "Files", count: pull.files.length },
  ];
  const content = {
    conversation: () => conversationView("pulls", pull, viewer, mergeBox(pull, viewer)),
    checks: () => checksView(pull.checks, viewer),
    files: () => filesTab(pull, viewer),
  };
  return html`${headingView("pulls", pull, about)}
    <nav class="tabs inner" aria-label="Pull request" data-block="pull-tabs">
      ${tabs.map(
        (entry) =>
          html`<a href="${entry.path}" ${entry.id === tab && html`aria-current="page"`}
            >${entry.text} <span class="count">${entry.count}</span></a
          >`,
      )}
    </nav>
    ${content[tab]()}`;
}

/** Opens a pull request with one changed file. */
export function newPullView(issue: number): Html {
  return html`<h1>New pull request</h1>
    <p class="meta">
      One file, committed to a new branch, and a pull request that merges it into <code>main</code>.
    </p>
    <section class="write">
      ${actionForm(
        "open-pull",
        {},
        html`<label for="title">Title</label>
          <input id="title" name="title" required value="Add the token bucket" />
          <label for="body">Description</label>
          <textarea id="body" name="body" rows="4">
Part of #${issue}.

Plan-Step: 1</textarea>
          <label for="head">Branch</label>
          <input id="head" name="head" required value="token-bucket" />
          <label for="path">File</label>
          <input id="path" name="path" required value="src/bucket.ts" />
          <label for="file">Text of the file</label>
          <textarea id="file" name="file" rows="4" class="code">
export const bucket = 100;
</textarea>
          <button class="primary">Open pull request</button>`,
      )}
    </section>`;
}

/** Everything that a commit changes. */
export function commitView(commit: Commit): Html {
  const [subject = "", ...rest] = commit.message.split("\n");
  return html`<h1>${subject}</h1>
    <p class="meta">${commit.author} committed <code>${commit.sha.slice(0, 7)}</code></p>
    ${rest.join("\n").trim() !== "" && html`<pre class="message" tabindex="0">${rest.join("\n").trim()}</pre>`}
    ${commit.files.map((file) => diffView(file, []))}`;
}

/** The check runs of an open pull request, and what merges it. */
export function mergeBox(pull: PullRequest, { login }: Viewer): Html {
  const { number, state, checks } = pull;
  if (state !== "open") return html``;
  return html`<section class="merge" data-block="merge" aria-labelledby="merge">
    <h2 id="merge">Merge</h2>
    <ul class="checks">
      ${checks.map(({ name, conclusion, title }) => html`<li>${checkIcon(conclusion)} <strong>${name}</strong> <span class="meta">${title}</span></li>`)}
      ${checks.length === 0 && html`<li class="meta">No checks.</li>`}
    </ul>
    ${
      mayWrite(login)
        ? actionForm("merge", { number }, html`<button class="primary">Merge pull request</button>`)
        : html`<p class="meta">Only people with write permission can merge pull requests.</p>`
    }
  </section>`;
}

function filesTab(pull: PullRequest, viewer: Viewer): Html {
  const { number, state, files, checks } = pull;
  const annotations = checks.flatMap((check) => check.annotations);
  const canRead = files.filter(({ path }) => path.endsWith(".md"));
  return html`<p class="meta">
      ${canRead.map(
        ({ path, status }) =>
          status !== "removed" &&
          html`<a
            href="/${viewer.repository}/blob/${pull.state === "open" ? pull.head : pull.headSha}/${path}"
            >Read ${path} as it is rendered</a
          > `,
      )}
    </p>
    ${files.map((file) => diffView(file, annotations))}
    ${
      state === "open" &&
      html`<section class="write" aria-labelledby="review">
        <h2 id="review">Review as ${viewer.login}</h2>
        ${actionForm(
          "review",
          { number, back: `/${viewer.repository}/pull/${number}` },
          html`<label class="hidden" for="review-body">Review, in Markdown</label>
            <textarea
              id="review-body"
              name="body"
              rows="3"
              placeholder="What you think of it"
            ></textarea>
            <fieldset>
              <legend class="hidden">Verdict</legend>
              <label><input type="radio" name="verdict" value="comment" /> Comment</label>
              <label><input type="radio" name="verdict" value="approve" checked /> Approve</label>
              <label><input type="radio" name="verdict" value="request" /> Request changes</label>
            </fieldset>
            <button class="primary">Submit review</button>`,
        )}
      </section>`
    }`;
}

function checksView(checks: readonly Check[], viewer: Viewer): Html {
  if (checks.length === 0) return html`<p class="empty">No checks ran.</p>`;
  return html`${checks.map(
    ({ name, conclusion, title, summary, annotations }) =>
      html`<section class="post check" aria-label="${name}" data-block="check-${name}">
        <div class="byline">
          ${checkIcon(conclusion)}
          <h2>${name}</h2>
          <p>${title}</p>
          <span class="pill">${conclusion}</span>
        </div>
        <div class="markdown-body">${renderMarkdown(summary, viewer)}</div>
        ${
          annotations.length > 0 &&
          html`<ul class="annotations">
            ${annotations.map(
              (annotation) =>
                html`<li>
                  ${annotationView(annotation)}
                  <p class="meta">${annotation.path}, line ${annotation.line}</p>
                </li>`,
            )}
          </ul>`
        }
      </section>`,
  )}`;
}

function annotationView({ level, title, message }: Annotation): Html {
  return html`<div class="annotation ${level}">
    <strong>${level}</strong> ${title !== "" && html`<strong>${title}</strong>`} ${message}
  </div>`;
}

function checkIcon(conclusion: string): Html {
  const drawing =
    conclusion === "success" ? "check" : conclusion === "failure" ? "cross" : "neutral";
  return icon(drawing, `check-${conclusion}`, conclusion);
}

/** A line of a difference: numbers count from 1 on each side. */
interface DiffLine {
  readonly kind: "add" | "delete" | "same" | "hunk";
  readonly old: number | undefined;
  readonly new: number | undefined;
  readonly text: string;
}

function diffView(file: ChangedFile, annotations: readonly Annotation[]): Html {
  const remarks = annotations.filter(({ path }) => path === file.path);
  const rows = diffLines(file.patch).map((line) => {
    const here = remarks.filter((remark) => line.new === remark.line && line.kind !== "delete");
    return html`<tr class="${line.kind}">
        <td class="line">${line.old}</td>
        <td class="line">${line.new}</td>
        <td class="text">${line.text}</td>
      </tr>
      ${here.map(
        (remark) =>
          html`<tr class="remark">
            <td colspan="3">${annotationView(remark)}</td>
          </tr>`,
      )}`;
  });
  return html`<section class="file" aria-label="${file.path}" data-block="diff-${file.path}">
    <div class="file-head">
      <code>${file.path}</code>
      <span class="counts"
        ><span class="plus">+${file.additions}</span>
        <span class="minus">−${file.deletions}</span></span
      >
    </div>
    <div class="scroll" tabindex="0" role="group" aria-label="Changes of ${file.path}">
      <table class="diff">
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}

function diffLines(patch: string): readonly DiffLine[] {
  let before = 0;
  let after = 0;
  return patch.split("\n").flatMap((text): readonly DiffLine[] => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (hunk !== null) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      return [{ kind: "hunk", old: undefined, new: undefined, text }];
    }
    if (text.startsWith("+")) return [{ kind: "add", old: undefined, new: after++, text }];
    if (text.startsWith("-")) return [{ kind: "delete", old: before++, new: undefined, text }];
    if (text.startsWith(" ")) return [{ kind: "same", old: before++, new: after++, text }];
    return [];
  });
}
