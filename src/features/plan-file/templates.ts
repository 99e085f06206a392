import { type FillInput, makeTargets, packageScripts } from "../../plan/fill/input.js";
import { listFolder, readFile } from "../../github/files.js";
import type { RepositoryRef, IssueRef } from "../../model/refs.js";
import { TEMPLATE_FOLDER } from "../../plan/identity.js";
import { fromPlain, plainTemplate, type Templates, TEMPLATE } from "../../plan/template/choose.js";
import { TemplateError, templateNeeds, type Template } from "../../plan/template/template.js";
import type { RunContext } from "../context.js";
import type { RelatedFacts } from "../related/read.js";

/** More templates than any repository needs; each costs a request. */
const MAX_TEMPLATES = 20;

/**
 * The templates to choose from: a repository's own, from its default branch, before those that
 * Plansmith ships; one of the same name takes the other's place.
 *
 * @param commit where they are read; the default branch if left out
 */
export async function readTemplates(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  repository: RepositoryRef,
  builtin: Templates,
  commit?: string,
): Promise<Templates> {
  const paths = (await listFolder(github, repository, TEMPLATE_FOLDER, commit))
    .filter((path) => path.endsWith(".md"))
    .toSorted()
    .slice(0, MAX_TEMPLATES);
  const own = await Promise.all(
    paths.map(async (path) => {
      const name = path.slice(TEMPLATE_FOLDER.length + 1, -".md".length);
      const file = await readFile(github, repository, path, commit);
      const template = file && (await compute(TEMPLATE, file.text, name));
      return [name, template ?? plainTemplate(unreadable(name))] as const;
    }),
  );
  return new Map([
    ...fromPlain(own),
    ...[...builtin].filter(([name]) => !own.some(([it]) => it === name)),
  ]);
}

function unreadable(name: string): TemplateError {
  return new TemplateError(name, {
    line: 1,
    reason: "it is no regular file, or is bigger than 256 KiB",
    fix: "Replace it with a regular file that has the template's text.",
  });
}

/** Reads what a plan is filled from beyond the issue and what it refers to: only what its template shows. */
export async function readExtra(
  { github }: Pick<RunContext, "github">,
  ref: IssueRef,
  template: Template,
  related: RelatedFacts,
): Promise<NonNullable<FillInput["extra"]>> {
  const needs = templateNeeds(template);
  const [scripts, targets] = needs.scripts
    ? await Promise.all([readFile(github, ref, "package.json"), readFile(github, ref, "Makefile")])
    : [];
  return {
    ...related,
    scripts: [...packageScripts(scripts?.text ?? ""), ...makeTargets(targets?.text ?? "")],
  };
}
