import type { EmbeddedGitHub } from "../../../test/support/github.js";
import type { ActivityLog } from "./activity.js";
import { mayWrite } from "./act.js";
import { editView, filesView, fileView, labelsView, newIssueView } from "./code.js";
import { conversationView, countOf, headingView, listView, type Viewer } from "./conversation.js";
import { nextStep, type Step } from "./guide.js";
import { html } from "./html.js";
import { layout, type Content, type Theme } from "./layout.js";
import { commitView, newPullView, pullView } from "./pull.js";
import type { ListedPull, Reader } from "./read.js";

/** Who asks for which page. */
export interface PageRequest {
  readonly url: URL;
  readonly login: string;
  readonly theme: Theme;
}

/** A page, and whether there is such a one. */
export interface Page {
  readonly status: 200 | 404;
  readonly text: string;
}

/** The number of the issue that the story is about. */
const STORY = 1;

/** Makes every page of the embedded GitHub, at the paths that GitHub has for them. */
export function createPages(
  github: EmbeddedGitHub,
  reader: Reader,
  log: ActivityLog,
): (asked: PageRequest) => Promise<Page> {
  const repository = `${github.owner}/${github.repo}`;

  async function contentOf(
    path: string,
    isPlain: boolean,
    viewer: Viewer,
  ): Promise<Content | undefined> {
    const [area = "", first = "", second = ""] = path.split("/").slice(1);
    const place = path.split("/").slice(2).join("/");
    switch (area) {
      case "":
      case "tree": {
        const body = filesView(await reader.files(), await reader.branches(), viewer);
        return { title: repository, tab: "code", body };
      }
      case "issues":
        return issues(first, viewer);
      case "pulls": {
        const body = listView("pulls", await reader.pulls(), viewer);
        return { title: "Pull requests", tab: "pulls", body };
      }
      case "pull":
        return pull(first, second, viewer);
      case "compare":
        return { title: "New pull request", tab: "pulls", body: newPullView(STORY) };
      case "labels":
        return { title: "Labels", tab: "labels", body: labelsView(viewer.labels) };
      case "blob":
      case "edit": {
        const file = await reader.file(place);
        if (file === undefined) return undefined;
        const isEdit = area === "edit" && file.isBranch && mayWrite(viewer.login);
        const body = isEdit ? editView(file) : fileView(file, isPlain, viewer);
        return { title: file.path, tab: "code", body };
      }
      case "commit": {
        const commit = await reader.commit(first);
        return commit && { title: commit.message, tab: "code", body: commitView(commit) };
      }
      default:
        return undefined;
    }
  }

  async function issues(which: string, viewer: Viewer): Promise<Content | undefined> {
    if (which === "") {
      const body = listView("issues", await reader.issues(), viewer);
      return { title: "Issues", tab: "issues", body };
    }
    if (which === "new") {
      return { title: "New issue", tab: "issues", body: newIssueView(viewer.login) };
    }
    if (!isNumber(which)) return undefined;
    // As on GitHub, `#12` leads to a pull request, too.
    const asPull = await pull(which, "", viewer);
    if (asPull !== undefined) return asPull;
    const issue = await reader.issue(Number(which));
    if (issue === undefined) return undefined;
    const about = html`${issue.author} opened this · ${countOf(issue.comments, "comment")}`;
    return {
      title: issue.title,
      tab: "issues",
      body: html`${headingView("issues", issue, about)} ${conversationView("issues", issue, viewer)}`,
    };
  }

  async function pull(which: string, tab: string, viewer: Viewer): Promise<Content | undefined> {
    const found = isNumber(which) ? await reader.pull(Number(which)) : undefined;
    if (found === undefined) return undefined;
    const open = tab === "files" || tab === "checks" ? tab : "conversation";
    return { title: found.title, tab: "pulls", body: pullView(found, open, viewer) };
  }

  async function stepOf(pulls: readonly ListedPull[]): Promise<Step> {
    const issue = await reader.issue(STORY);
    if (issue === undefined) throw new Error("the issue of the story is gone");
    return nextStep({ home: `/${repository}`, issue, pulls });
  }

  return async ({ url, login, theme }) => {
    const home = `/${repository}`;
    const path = decodeURI(url.pathname).replace(/\/$/, "");
    const isHere = path === home || path.startsWith(`${home}/`);
    const [labels, issuesListed, pulls] = await Promise.all([
      reader.labels(),
      reader.issues(),
      reader.pulls(),
    ]);
    const viewer = { login, repository, labels, siteUrl: github.url };
    const isPlain = url.searchParams.has("plain");
    const content = isHere ? await contentOf(path.slice(home.length), isPlain, viewer) : undefined;
    const frame = {
      repository,
      path: url.pathname + url.search,
      login,
      theme,
      openIssues: issuesListed.filter(({ state }) => state === "open").length,
      openPulls: pulls.filter(({ state }) => state === "open").length,
      step: await stepOf(pulls),
      activities: log.all,
    };
    return content === undefined
      ? { status: 404, text: layout(frame, NOT_FOUND) }
      : { status: 200, text: layout(frame, content) };
  };
}

const NOT_FOUND: Content = {
  title: "Not found",
  tab: undefined,
  body: html`<h1>There is no such page</h1>
    <p>It was renamed or deleted, or the demo does not show it.</p>`,
};

function isNumber(text: string): boolean {
  return /^\d{1,9}$/.test(text);
}
