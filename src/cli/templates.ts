import { isUtf8 } from "node:buffer";
import { messageOf, type Io, UsageError } from "./io.js";
import {
  builtinTemplates,
  loadTemplate,
  type Template,
  TemplateError,
} from "../plan/template/template.js";

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
    const template = load(decode(bytes, path), file.replace(/\.md$/, ""), path);
    templates.set(template.name, template);
  }
  return templates;
}

/** Bytes that are not UTF-8 would be copied into plans as they are. */
function decode(bytes: Uint8Array, path: string): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  const broken = splitLines(bytes).findIndex((line) => !isUtf8(line));
  throw new UsageError(
    `${path}, line ${broken + 1}: it is not valid UTF-8. Save the file as UTF-8.`,
  );
}

function splitLines(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0, end = 0; end !== -1; start = end + 1) {
    end = bytes.indexOf(0x0a, start);
    lines.push(bytes.subarray(start, end === -1 ? undefined : end));
  }
  return lines;
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
    throw new UsageError(`${path}, line ${error.line}: ${error.reason}. ${error.fix}`, {
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
  throw new UsageError(`there is no template “${name}”; choose one of ${known}`);
}
