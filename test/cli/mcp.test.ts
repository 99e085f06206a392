import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, describe, expect, test } from "#jest";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { createMcpServer } from "../../src/cli/mcp/serve.js";
import { checkout, ioWith, PLAN, type Checkout } from "./checkout.js";

const open: { readonly close: () => Promise<void> | void }[] = [];

afterEach(async () => {
  for (const { close } of open.splice(0).toReversed()) await close();
});

const FILE = "plans/42.md";

function withPlans(files: Readonly<Record<string, string>> = {}): Checkout {
  const folder = checkout({
    "outside/secret.md": PLAN,
    "repo/.git/HEAD": "",
    "repo/README.md": "# Reports\n",
    [`repo/${FILE}`]: PLAN,
    ...files,
  });
  open.push({ close: folder.remove });
  return folder;
}

/** A client of a server of its own in `folder`. */
async function connect(folder: string) {
  const client = new Client({ name: "test", version: "1" });
  const server = createMcpServer(ioWith({}), { folder });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  await client.connect(ours);
  open.push({ close: () => client.close() });
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const [first] = content as readonly { readonly text: string }[];
    const text = first?.text ?? "";
    return {
      isError: isError === true,
      text,
      json: isError === true ? undefined : JSON.parse(text),
    };
  };
  return { client, call };
}

describe("the tools", () => {
  test("are described, and say what they change", async () => {
    const { client } = await connect(withPlans().path("repo"));
    const { tools } = await client.listTools();
    const kinds = tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]);
    expect(Object.fromEntries(kinds)).toEqual({
      list_plans: true,
      read_plan: true,
      next_step: true,
      check: true,
      tick: false,
      set_status: false,
      log: false,
      decide: false,
    });
    expect(tools.every(({ description = "" }) => description.length > 20)).toBe(true);
  });

  test("work through a plan from the first step to the last", async () => {
    const folder = withPlans();
    const { call } = await connect(folder.path("repo"));
    const { json: list } = await call("list_plans");
    expect(list).toEqual({
      plans: [
        { file: FILE, title: "Export", format: "exec-plan", state: "proposed", done: 0, open: 3 },
      ],
      notRead: 0,
    });
    expect((await call("set_status", { path: FILE, status: "in progress" })).json).toMatchObject({
      changed: true,
      state: "in progress",
    });
    for (const label of ["1", "2", "2.1"]) {
      const { json } = await call("next_step", { path: FILE });
      const step = json.step.label === "2" && label === "2.1" ? json.step.parts[0] : json.step;
      expect(step.label).toBe(label);
      const { json: ticked } = await call("tick", { path: FILE, items: label });
      expect(ticked.items).toMatchObject([{ label, done: true }]);
    }
    await call("tick", { path: FILE, items: "C1, C2" });
    await call("tick", { path: FILE, items: "C2", done: false });
    await call("log", { path: FILE, entry: "All\nwritten" });
    await call("decide", { path: FILE, decision: "LF", rationale: "smaller" });
    expect((await call("next_step", { path: FILE })).json).toMatchObject({ step: null, done: 3 });
    const { json: plan } = await call("read_plan", { path: FILE });
    expect(plan.text).toBe(folder.read(`repo/${FILE}`));
    expect(plan.text).toContain("- [x] A CSV");
    expect(plan.text).toContain("- [ ] Step 2 leaves");
    expect(plan.text).toContain("- (2026-11-21T10:05Z) All written – Ada\n");
    expect(plan.text).toContain("- Decision: LF\n  Rationale: smaller\n");
  });

  test("check finds what the command line finds, with the repository's rules", async () => {
    const folder = withPlans({
      "repo/plans/bad.md": PLAN.replace("../docs/format.md#rows", "none.md"),
    });
    const { call } = await connect(folder.path("repo"));
    const rulesOf = ({ json }: Awaited<ReturnType<typeof call>>) =>
      JSON.stringify(json.reports).match(/link-dangling/g)?.length ?? 0;
    expect(rulesOf(await call("check", { path: "plans/bad.md" }))).toBe(1);
    expect(rulesOf(await call("check"))).toBe(2);
    folder.write("repo/.github/plansmith.yml", 'check: { rules: { link-dangling: "off" } }\n');
    expect(rulesOf(await call("check"))).toBe(0);
  });
});

describe("bad input", () => {
  test.each([
    ["read_plan", {}, "path"],
    ["read_plan", { path: 7 }, "path"],
    ["read_plan", { path: "none.md" }, /^none\.md does not exist$/],
    ["read_plan", { path: "../x.md" }, /^\.\.\/x\.md is outside of the folder of this server$/],
    ["read_plan", { path: "README.md" }, "README.md is no plan"],
    ["read_plan", { path: ".git/HEAD" }, "no Markdown file"],
    ["read_plan", { path: ".git/a.md" }, "belongs to Git"],
    ["tick", { path: FILE, items: "99" }, "No item matches “99”"],
    ["tick", { path: FILE, items: "" }, "items"],
    ["tick", { path: FILE, items: "1", done: "yes" }, "done"],
    [
      "tick",
      { path: FILE, items: "1", version: "0000" },
      "was changed since version 0000 was read",
    ],
    ["set_status", { path: FILE, status: "sideways" }, "not a known status"],
    ["log", { path: FILE, entry: "" }, "entry"],
    ["decide", { path: FILE }, "decision"],
    ["check", { path: "none.md" }, "none.md"],
    ["erase", {}, "erase"],
  ])("%s %j is an error that says why", async (name, args, reason) => {
    const folder = withPlans();
    const { call } = await connect(folder.path("repo"));
    const { isError, text } = await call(name, args).catch((error: Error) => ({
      isError: true,
      text: error.message,
    }));
    expect([isError, text]).toEqual([
      true,
      typeof reason === "string" ? expect.stringContaining(reason) : expect.stringMatching(reason),
    ]);
    expect(folder.read(`repo/${FILE}`)).toBe(PLAN);
  });
});

describe("the folder", () => {
  const TOOLS = [
    ["read_plan", {}],
    ["next_step", {}],
    ["tick", { items: "1" }],
    ["set_status", { status: "blocked" }],
    ["log", { entry: "x" }],
    ["decide", { decision: "x" }],
    ["check", {}],
  ] as const;

  test.each(TOOLS)("%s does not leave it", async (name, args) => {
    const folder = withPlans();
    symlinkSync("../../outside/secret.md", folder.path("repo/plans/link.md"));
    symlinkSync("../outside", folder.path("repo/linked"));
    const { call } = await connect(folder.path("repo"));
    for (const path of [
      "../outside/secret.md",
      "plans/../../outside/secret.md",
      folder.path("outside/secret.md"),
      "plans/link.md",
      "linked/secret.md",
      "../repo-b/x.md",
    ]) {
      const { isError, text } = await call(name, { ...args, path });
      // Whether there is such a file outside is nobody's business either.
      expect([path, isError, text]).toEqual([
        path,
        true,
        expect.stringMatching(/outside of the folder|does not exist/),
      ]);
      expect(text).not.toContain("Share the query");
    }
    expect(folder.read("outside/secret.md")).toBe(PLAN);
  });

  test("lists and checks no plan outside, and follows no link there", async () => {
    const folder = withPlans();
    symlinkSync("../outside", folder.path("repo/linked"));
    const { call } = await connect(folder.path("repo"));
    const { json } = await call("list_plans");
    expect(json.plans.map(({ file }: { file: string }) => file)).toEqual([FILE]);
    expect((await call("check")).text).not.toContain("secret");
  });

  test("a repository around it is not looked into", async () => {
    const folder = withPlans();
    const { call } = await connect(dirname(folder.path(`repo/${FILE}`)));
    expect((await call("next_step", { path: "42.md" })).isError).toBe(false);
    // Where the root is unknown, links cannot be followed.
    expect((await call("check", { path: "42.md" })).text).not.toContain("link-dangling");
  });

  test("what is no file, such as a pipe that nobody writes to, holds nothing up", async () => {
    const folder = withPlans();
    execFileSync("mkfifo", [folder.path("repo/plans/pipe.md")]);
    const { call } = await connect(folder.path("repo"));
    expect((await call("list_plans")).json.plans).toHaveLength(1);
    expect((await call("check")).isError).toBe(false);
    expect(await call("read_plan", { path: "plans/pipe.md" })).toMatchObject({
      isError: true,
      text: "plans/pipe.md is no file",
    });
  });

  test("may itself be reached by a link", async () => {
    const folder = withPlans();
    mkdirSync(folder.path("way"));
    symlinkSync("../repo", folder.path("way/in"));
    const { call } = await connect(folder.path("way/in"));
    expect((await call("tick", { path: FILE, items: "1" })).json.changed).toBe(true);
  });
});

describe("two clients at once", () => {
  test("lose nothing of each other", async () => {
    const folder = withPlans();
    const clients = await Promise.all([1, 2].map(() => connect(folder.path("repo"))));
    await Promise.all(
      clients.flatMap(({ call }, client) =>
        [1, 2, 3, 4].map(async (nth) => {
          const { isError } = await call("log", { path: FILE, entry: `entry ${client}.${nth}` });
          expect(isError).toBe(false);
        }),
      ),
    );
    const text = folder.read(`repo/${FILE}`);
    for (const client of [0, 1]) {
      for (const nth of [1, 2, 3, 4]) expect(text).toContain(`entry ${client}.${nth} – Ada`);
    }
  });

  test("who names a version is told that the plan is another by now", async () => {
    const folder = withPlans();
    const { call: first } = await connect(folder.path("repo"));
    const { call: second } = await connect(folder.path("repo"));
    const { version } = (await first("read_plan", { path: FILE })).json;
    const ticked = await second("tick", { path: FILE, items: "1", version });
    expect(ticked.isError).toBe(false);
    const refused = await first("tick", { path: FILE, items: "2", version });
    expect(refused).toMatchObject({
      isError: true,
      text: expect.stringContaining("Read it again"),
    });
    const { version: now } = ticked.json;
    expect((await first("tick", { path: FILE, items: "2", version: now })).isError).toBe(false);
  });
});
