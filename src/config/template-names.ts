import { nearest } from "./nearest.js";
import type { ConfigProblem } from "./problem.js";
import type { Resolved } from "./read-config.js";

/** What is wrong with the names of templates, which only the repository's templates can tell. */
export function templateNameProblems(
  { config, originOf }: Resolved,
  names: readonly string[],
): readonly ConfigProblem[] {
  const { rules, default: usual } = config.templates;
  const used = [
    { path: ["templates", "default"], name: usual },
    ...rules.map((rule, index) => ({
      path: ["templates", "rules", index, "template"],
      name: rule.template,
    })),
  ];
  return used.flatMap(({ path, name }) => {
    const origin = originOf(path);
    if (origin === undefined || names.includes(name)) return [];
    const near = nearest(name, names);
    const hint = near === undefined ? "" : `Did you mean ${near}? `;
    const what = `There is no template “${name}”.`;
    return [{ ...origin, what, mend: `${hint}There are ${names.join(", ")}.` }];
  });
}
