import type { GitHubClient } from "../github/client.js";
import { listFolder, readFile } from "../github/files.js";
import type { RepositoryRef } from "../issue-ref.js";
import type { Templates } from "../plan/choose-template.js";
import { TEMPLATE_FOLDER } from "../plan/identity.js";
import { loadTemplate, TemplateError } from "../plan/template.js";

/** More templates than any repository needs; each costs a request. */
const MOST_TEMPLATES = 20;

/**
 * The templates to choose from: a repository's own, from its default branch, before those that
 * Plansmith ships; one of the same name takes the other's place.
 *
 * @param commit where they are read; the default branch if left out
 */
export async function readTemplates(
  github: GitHubClient,
  repository: RepositoryRef,
  builtin: Templates,
  commit?: string,
): Promise<Templates> {
  const paths = (await listFolder(github, repository, TEMPLATE_FOLDER, commit))
    .filter((path) => path.endsWith(".md"))
    .toSorted()
    .slice(0, MOST_TEMPLATES);
  const own = await Promise.all(
    paths.map(async (path) => {
      const name = path.slice(TEMPLATE_FOLDER.length + 1, -".md".length);
      const file = await readFile(github, repository, path, commit);
      return [name, readTemplate(name, file?.text)] as const;
    }),
  );
  return new Map([...own, ...[...builtin].filter(([name]) => !own.some(([it]) => it === name))]);
}

function readTemplate(name: string, text: string | undefined): ReturnType<Templates["get"]> & {} {
  if (text === undefined) return unreadable(name);
  try {
    return loadTemplate(text, name);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
}

function unreadable(name: string): TemplateError {
  return new TemplateError(name, {
    line: 1,
    reason: "it is no regular file, or is bigger than 256 KiB",
    mend: "Make it a file with the template's text.",
  });
}
