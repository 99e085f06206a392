import { mayWrite } from "./act.js";
import { labelPill, type Viewer } from "./conversation.js";
import { html, type Html } from "./html.js";
import { actionForm } from "./layout.js";
import { renderMarkdown } from "./markdown.js";
import type { FileAt, Label } from "./read.js";

/** All files of the default branch. */
export function filesView(
  paths: readonly string[],
  branches: readonly string[],
  viewer: Viewer,
): Html {
  const home = `/${viewer.repository}`;
  return html`<h1>Files on <code>main</code></h1>
    <ul class="list" data-block="files">
      ${paths.map(
        (path) =>
          html`<li>
            <div><a class="name" href="${home}/blob/main/${path}">${path}</a></div>
          </li>`,
      )}
    </ul>
    <h2>Branches</h2>
    <ul class="list" data-block="branches">
      ${branches.map(
        (name) =>
          html`<li>
            <div><code>${name}</code></div>
          </li>`,
      )}
    </ul>`;
}

/** A file: rendered where it is Markdown, and plain where asked for. */
export function fileView(file: FileAt, isPlain: boolean, viewer: Viewer): Html {
  const path = `/${viewer.repository}/blob/${file.ref}/${file.path}`;
  const isMarkdown = file.path.endsWith(".md");
  const lines = file.text.replace(/\n$/, "").split("\n");
  const canEdit = file.isBranch && mayWrite(viewer.login);
  return html`<h1 class="path">${file.path}</h1>
    <p class="meta">
      on <code>${/^[\da-f]{40}$/.test(file.ref) ? file.ref.slice(0, 7) : file.ref}</code>
    </p>
    <section class="file" aria-label="${file.path}" data-block="file">
      <div class="file-head">
        ${
          isMarkdown &&
          html`<nav class="switch" aria-label="View">
            <a href="${path}" ${!isPlain && html`aria-current="page"`}>Preview</a>
            <a href="${path}?plain=1" ${isPlain && html`aria-current="page"`}>Raw</a>
          </nav>`
        }
        <span class="meta">${lines.length} lines</span>
        ${canEdit && html`<a class="button" href="/${viewer.repository}/edit/${file.ref}/${file.path}">Edit</a>`}
      </div>
      ${
        isMarkdown && !isPlain
          ? html`<div class="markdown-body">${renderMarkdown(file.text, viewer)}</div>`
          : html`<div class="scroll" tabindex="0" role="group" aria-label="Text of ${file.path}">
              <table class="diff">
                <tbody>
                  ${lines.map(
                    (line, index) =>
                      html`<tr id="L${index + 1}">
                        <td class="line">${index + 1}</td>
                        <td class="text">${line}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
    </section>`;
}

/** Changes a file in one commit. */
export function editView({ ref, path, text }: FileAt): Html {
  return html`<h1 class="path">Edit ${path}</h1>
    <p class="meta">on <code>${ref}</code></p>
    <section class="write">
      ${actionForm(
        "commit",
        { path, branch: ref },
        html`<label for="text">Text</label>
          <textarea id="text" name="body" rows="24" class="code" spellcheck="false">
${text}</textarea>
          <label for="message">Commit message</label>
          <input id="message" name="message" value="Update ${path}" />
          <button class="primary">Commit to ${ref}</button>`,
      )}
    </section>`;
}

/** All labels. */
export function labelsView(labels: readonly Label[]): Html {
  return html`<h1>Labels</h1>
    <p class="meta">Plansmith makes its own labels when it needs them.</p>
    <ul class="list" data-block="all-labels">
      ${labels.map(
        (label) =>
          html`<li>
            <div>
              ${labelPill(label)}
              <p class="meta">${label.description}</p>
            </div>
          </li>`,
      )}
    </ul>`;
}

/** Opens an issue. */
export function newIssueView(login: string): Html {
  return html`<h1>New issue as ${login}</h1>
    <section class="write">
      ${actionForm(
        "open-issue",
        {},
        html`<label for="title">Title</label>
          <input id="title" name="title" required />
          <label for="body">Description, in Markdown</label>
          <textarea id="body" name="body" rows="12">
### Context

### Tasks

- [ ] </textarea>
          <button class="primary">Open issue</button>`,
      )}
    </section>`;
}
