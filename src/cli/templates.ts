import { builtinTemplates, loadTemplate, type Template } from "../plan/template.js";
import { TemplateError } from "../plan/template-error.js";
import { UsageError, type Io } from "./io.js";
import { messageOf } from "./message.js";

/** What is bigger than this, in bytes, no template can be; reading says so. */
const TEMPLATE_LIMIT = 256 * 1024;

/**
 * The templates of Plansmith, overridden and joined by those of `folder`.
 *
 * @throws UsageError where the folder or one of its templates cannot be used
 */
export async function loadTemplates(
  io: Io,
  folder: string | undefined,
): Promise<ReadonlyMap<string, Template>> {
  const templates = new Map(builtinTemplates());
  if (folder === undefined) return templates;
  for (const file of await namesIn(io, folder)) {
    const path = `${folder}/${file}`;
    const bytes = await io.readFile(path, TEMPLATE_LIMIT).catch((error: unknown) => {
      throw new UsageError(`${path} ${messageOf(error)}`);
    });
    const template = load(new TextDecoder().decode(bytes), file.replace(/\.md$/, ""), path);
    templates.set(template.name, template);
  }
  return templates;
}

async function namesIn(io: Io, folder: string): Promise<readonly string[]> {
  try {
    const names = await io.list(folder);
    return names.filter((name) => name.endsWith(".md")).toSorted();
  } catch (error) {
    throw new UsageError(`${folder} ${messageOf(error)}`, { cause: error });
  }
}

function load(source: string, name: string, path: string): Template {
  try {
    return loadTemplate(source, name);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new UsageError(`${path}, line ${error.line}: ${error.reason}. ${error.mend}`, {
      cause: error,
    });
  }
}

/**
 * The template called `name`.
 *
 * @throws UsageError naming those that there are
 */
export function templateCalled(templates: ReadonlyMap<string, Template>, name: string): Template {
  const template = templates.get(name);
  if (template !== undefined) return template;
  const known = [...templates.keys()].join(", ");
  throw new UsageError(`there is no template “${name}”; there are ${known}`);
}
