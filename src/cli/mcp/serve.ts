import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { resolve, sep } from "node:path";
import * as z from "zod";
import { digestOf } from "../../model/text.js";
import { packageVersion } from "../../model/package.js";
import { isPlan, parsePlan } from "../../plan/parse/parse.js";
import { check } from "../commands/check.js";
import { nextJson, planJson } from "../commands/show.js";
import { type ExitCode, type Io, UsageError } from "../io.js";
import { eachPlan, filesBelow, formatReader } from "../plans.js";
import {
  itemJson,
  changedItems,
  editPlan,
  readWorkingPlan,
  type EditName,
  type WorkingPlan,
} from "../commands/edit.js";

/** Serves the tools on standard input and output, until input ends or a signal stops the process. */
export async function serveMcp(io: Io, options: McpOptions): Promise<ExitCode> {
  const server = createMcpServer(io, options);
  const ended = new Promise<void>((end) => {
    Object.assign(server.server, { onclose: end });
    process.stdin.once("end", end);
    process.once("SIGTERM", end);
    process.once("SIGINT", end);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
  return 0;
}

/** How the server is started. */
export interface McpOptions {
  /** The folder that it does not leave. */
  readonly folder: string;
  /** Who is named in logs; the name in Git by default. */
  readonly by?: string;
}

/** More files are not looked through for plans. */
const MAX_FILES = 2000;

/** Characters of one argument. */
const MAX_TEXT = 4000;

const INSTRUCTIONS =
  "Plans are Markdown files with numbered steps, acceptance criteria, open questions and standing " +
  "checks. Ask for next_step, do it, then tick it by its number. Record what happened with log and " +
  "choices with decide. Pass the version that you read, and a change of what you have not seen is refused.";

const planPath = z
  .string()
  .min(1)
  .max(1000)
  .describe(
    "the plan file, as list_plans names it: from the folder that the server was started in",
  );
const textInput = (what: string) => z.string().trim().min(1).max(MAX_TEXT).describe(what);
const versionRead = z
  .string()
  .max(64)
  .optional()
  .describe("the version that was read: nothing is written where the file is another by now");

/**
 * The plans below a folder as tools of the Model Context Protocol. Each change is the one that the
 * command of the same name makes, and goes to the file as it is then.
 */
export function createMcpServer(outer: Io, { folder, by }: McpOptions): McpServer {
  const io = confinedIo(outer, folder);
  const author = by?.trim() || io.author();
  const server = new McpServer(
    { name: "plansmith", version: packageVersion() },
    { instructions: INSTRUCTIONS, maxToolInputElements: 100 },
  );
  const reads = { readOnlyHint: true, openWorldHint: false } as const;
  const writes = { readOnlyHint: false, destructiveHint: false, openWorldHint: false } as const;

  server.registerTool(
    "list_plans",
    { description: "Lists the plans below the folder, and how far each is.", annotations: reads },
    () => answer(() => listPlans(io)),
  );
  server.registerTool(
    "read_plan",
    {
      description: "Reads a plan: its text, its items with their numbers, and its version.",
      inputSchema: { path: planPath },
      annotations: reads,
    },
    (input) =>
      answer(async () => {
        const plan = await read(io, input.path);
        return { ...planJson(plan), version: versionOf(plan), text: plan.text };
      }),
  );
  server.registerTool(
    "next_step",
    {
      description:
        "Gives the next open step of a plan, what the plan says of it, its acceptance criteria and files.",
      inputSchema: { path: planPath },
      annotations: reads,
    },
    (input) =>
      answer(async () => {
        const plan = await read(io, input.path);
        return { ...nextJson(plan), version: versionOf(plan) };
      }),
  );
  server.registerTool(
    "tick",
    {
      description: "Ticks items of a plan, or unticks them.",
      inputSchema: {
        path: planPath,
        items: textInput("numbers such as “3” or “3, C1”, “§3.2”, or the start of an item's text"),
        done: z.boolean().default(true).describe("false unticks"),
        version: versionRead,
      },
      annotations: { ...writes, idempotentHint: true },
    },
    ({ items, done, ...input }) => answer(() => change(input, done ? "done" : "undo", items)),
  );
  server.registerTool(
    "set_status",
    {
      description: "Sets the status line of a plan.",
      inputSchema: {
        path: planPath,
        status: textInput("a word such as “in progress”"),
        version: versionRead,
      },
      annotations: { ...writes, idempotentHint: true },
    },
    ({ status, ...input }) => answer(() => change(input, "status", status)),
  );
  server.registerTool(
    "log",
    {
      description: "Adds an entry to the progress log of a plan, with the time and the author.",
      inputSchema: {
        path: planPath,
        entry: textInput("what happened, on one line"),
        version: versionRead,
      },
      annotations: writes,
    },
    ({ entry, ...input }) => answer(() => change(input, "log", entry)),
  );
  server.registerTool(
    "decide",
    {
      description: "Adds an entry to the decision log of a plan, with the date and the author.",
      inputSchema: {
        path: planPath,
        decision: textInput("what was decided, on one line"),
        rationale: z.string().trim().max(MAX_TEXT).optional().describe("why"),
        version: versionRead,
      },
      annotations: writes,
    },
    ({ decision, rationale = "", ...input }) =>
      answer(() =>
        change(input, "decide", rationale === "" ? decision : `${decision} — ${rationale}`),
      ),
  );
  server.registerTool(
    "check",
    {
      description:
        "Checks a plan, or all plans of the folder: each problem with its line and its fix.",
      inputSchema: { path: planPath.optional() },
      annotations: reads,
    },
    (input) => answer(() => checkPlans(io, input.path)),
  );
  return server;

  async function change(
    input: { readonly path: string; readonly version?: string | undefined },
    name: EditName,
    words: string,
  ): Promise<object> {
    const plan = await read(io, input.path);
    const argument = words.replaceAll(/\s+/g, " ");
    const expected = input.version;
    if (expected !== undefined && expected !== versionOf(plan)) {
      throw new UsageError(
        `${input.path} was changed since version ${expected} was read. Read it again.`,
      );
    }
    const { before, after } = await editPlan(io, plan, {
      name,
      argument,
      author,
      once: expected !== undefined,
    });
    return {
      file: input.path,
      changed: before !== after,
      items: changedItems(before.plan, after.plan).map(itemJson),
      done: after.plan.done,
      open: after.plan.open,
      state: after.plan.state ?? null,
      version: versionOf(after),
    };
  }
}

/** The content of a plan file in few characters. */
function versionOf({ text: content }: WorkingPlan): string {
  return digestOf(content, 16);
}

async function answer(run: () => Promise<object>): Promise<CallToolResult> {
  try {
    return { content: [{ type: "text", text: JSON.stringify(await run(), undefined, 2) }] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { isError: true, content: [{ type: "text", text: error.message }] };
  }
}

/** Reads a plan. Only Markdown files can be plans, and what Git and packages have is nobody's plan. */
async function read(io: Io, file: string): Promise<WorkingPlan> {
  if (!/\.(?:md|markdown)$/i.test(file)) throw new UsageError(`${file} is no Markdown file`);
  if (file.split(/[\\/]/).some((part) => part === ".git" || part === "node_modules")) {
    throw new UsageError(`${file} is no plan: it belongs to Git or to a package`);
  }
  return readWorkingPlan(io, file);
}

async function listPlans(io: Io): Promise<object> {
  const all = (await filesBelow(io, ".")).map((file) => file.replace(/^\.\//, ""));
  const files = all.filter((file) => /\.(?:md|markdown)$/i.test(file));
  const formatsOf = await formatReader(io, undefined);
  const plans: object[] = [];
  await eachPlan(io, files.slice(0, MAX_FILES), (input) => {
    if ("error" in input) return;
    const plan = parsePlan(input.text, formatsOf(input.text));
    if (!isPlan(plan)) return;
    const { title = null, format = null, state = null, done, open } = plan;
    plans.push({ file: input.file, title, format, state, done, open });
  });
  return { plans, notRead: Math.max(0, files.length - MAX_FILES) };
}

async function checkPlans(io: Io, file: string | undefined): Promise<object> {
  if (file !== undefined) await read(io, file);
  let out = "";
  let err = "";
  const captured: Io = {
    ...io,
    out: (text) => (out += text),
    err: (text) => (err += text),
    outColours: false,
    errTerminal: false,
  };
  await check(captured, [file ?? "."], { format: "json" });
  if (out === "") return { reports: [], notes: err.trim().split("\n") };
  const reports: unknown = JSON.parse(out);
  return { reports, notes: err.split("\n").filter((line) => line !== "") };
}

/**
 * The same files, but none outside of `folder`: not by `..`, not by an absolute path, not through a
 * symbolic link. What is outside is as if it did not exist, or a {@link UsageError} where it is read,
 * written or listed. Paths start at `folder`.
 */
function confinedIo(io: Io, folder: string): Io {
  const root = io.realPath(folder) ?? resolve(folder);
  const absolute = (path: string) => resolve(root, path);
  /** Where a path leads: `undefined` where there is nothing, or it is outside. */
  const find = (path: string): string | undefined => {
    const real = isInside(absolute(path), root) ? io.realPath(absolute(path)) : undefined;
    return real !== undefined && isInside(real, root) ? real : undefined;
  };
  const need = (path: string): string => {
    const found = find(path);
    if (found !== undefined) return found;
    const isMissing = isInside(absolute(path), root) && io.realPath(absolute(path)) === undefined;
    throw new UsageError(
      isMissing ? `${path} does not exist` : `${path} is outside of the folder of this server`,
    );
  };
  return {
    ...io,
    absolute,
    realPath: find,
    stdin: () => Promise.reject(new UsageError("standard input is no file here")),
    readFile: async (path, limit) => {
      const found = need(path);
      // A pipe could hold the server up for good.
      if (!io.isFile(found) && !io.isFolder(found)) throw new UsageError(`${path} is no file`);
      return io.readFile(found, limit);
    },
    readNow: (path, limit) => {
      const found = find(path);
      return found === undefined ? undefined : io.readNow(found, limit);
    },
    createFile: () => Promise.reject(new UsageError("no file is created here")),
    writeFile: async (path, text) => io.writeFile(need(path), text),
    replaceFile: async (path, replaces, text) => io.replaceFile(need(path), replaces, text),
    isFolder: (path) => io.isFolder(find(path) ?? ""),
    isFile: (path) => io.isFile(find(path) ?? ""),
    list: async (path) => io.list(need(path)),
    exists: (path) => find(path) !== undefined,
    isLink: (path) => isInside(absolute(path), root) && io.isLink?.(absolute(path)) === true,
  };
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
