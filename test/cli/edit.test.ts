import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { afterEach, describe, expect, test } from "#jest";
import { replaceFile } from "../../src/cli/process-io.js";
import { runCli } from "../../src/cli/run.js";
import { editPlan, readWorkingPlan } from "../../src/cli/commands/edit.js";
import { checkout, ioWith, PLAN, runIn, type Checkout } from "./checkout.js";

const made: Checkout[] = [];

afterEach(() => {
  for (const { remove } of made.splice(0)) remove();
});

function withPlan(text = PLAN): Checkout {
  const folder = checkout({ ".git/HEAD": "", "plans/42.md": text });
  made.push(folder);
  return folder;
}

const FILE = "plans/42.md";

/** Runs a command line with `text` on standard input. */
async function runWith(text: string, ...args: readonly string[]) {
  let out = "";
  const io = {
    ...ioWith({ out: (said) => (out += said) }),
    stdin: () => Promise.resolve(Buffer.from(text)),
  };
  return { code: await runCli(args, io), out };
}

describe("a plan on standard input", () => {
  test("is shown, and says what comes next", async () => {
    const { code, out } = await runWith(PLAN, "next", "--json", "-");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ file: "-", step: { label: "1" } });
    expect((await runWith(PLAN, "show", "-", "C1")).out).toContain("A CSV opens in Excel");
    expect((await runWith("x".repeat(1024 * 1024 + 1), "show", "-")).code).toBe(2);
  });
});

describe("done and undo", () => {
  test("change one byte an item", async () => {
    const folder = withPlan();
    const { code, out } = await runIn(folder, "done", FILE, "2", "C1");
    expect(code).toBe(0);
    expect(out).toBe(
      "plans/42.md: 1 of 3 steps done\n  [x] C1  A CSV opens in Excel\n  [x] 2   Write rows, as the format says\n",
    );
    expect(folder.read(FILE)).toBe(
      PLAN.replace("[ ] A CSV", "[x] A CSV").replace("[ ] Write", "[x] Write"),
    );
    await runIn(folder, "undo", FILE, "write rows");
    await runIn(folder, "undo", FILE, "c1");
    expect(folder.read(FILE)).toContain("[ ] Write");
    expect(folder.read(FILE)).toContain("[ ] A CSV");
  });

  test("what is done already changes nothing", async () => {
    const folder = withPlan(PLAN.replace("[ ] Share", "[x] Share"));
    const { code, out } = await runIn(folder, "done", FILE, "1");
    expect({ code, out }).toEqual({ code: 0, out: "plans/42.md: nothing to change\n" });
    expect(folder.read(FILE)).toBe(PLAN.replace("[ ] Share", "[x] Share"));
  });

  test.each([
    [["done", FILE, "9"], "No item matches “9”. The plan has items 1 to 2, C1 to C2."],
    [["done", FILE], "missing required argument 'item'"],
    [["done", "none.md", "1"], "none.md does not exist"],
    [["done", "plans", "1"], "plans does not exist"],
    [["done", "-", "1"], "standard input cannot be changed: name the file"],
    [["status", FILE, "sideways"], "“sideways” is not a known status. Try one of these: Proposed"],
    [["log", FILE, "  "], "say what happened"],
    [["decide", FILE, ""], "say what was decided"],
    [["show", FILE, "w", "x"], "no item matches “x”"],
  ])("%j is refused, and the file stays", async (args, reason) => {
    const folder = withPlan();
    const { code, out, err } = await runIn(folder, ...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
    expect(folder.read(FILE)).toBe(PLAN);
  });

  test("a file that is no plan, or no text, is left alone", async () => {
    const folder = withPlan("# Notes\n\nNothing else.\n");
    expect((await runIn(folder, "done", FILE, "1")).err).toContain("is no plan");
    folder.write(FILE, "");
    expect((await runIn(folder, "next", FILE)).err).toContain("is no plan");
  });
});

describe("status, log and decide", () => {
  test("the words of the format are known", async () => {
    const folder = withPlan();
    const { out } = await runIn(folder, "status", FILE, "in", "progress");
    expect(out).toBe("plans/42.md: the status is now “In Progress”\n");
    expect(folder.read(FILE)).toContain("- Status: In Progress\n");
  });

  test("the words of the repository's own template are known", async () => {
    const folder = withPlan(
      "# Plan\n\n- Status: Idea\n\n## Steps\n\n- [ ] One\n\n<!-- plansmith:plan format=ours issue=1 kinds=steps -->\n",
    );
    folder.write(
      ".github/plan-templates/ours.md",
      "---\nname: ours\ntitle: Ours\ndescription: Ours.\nstatus:\n  Idea: proposed\n  Rolling: in progress\n---\n# {{title}}\n\n- Status: Idea\n\n## Steps\n\n{{#steps}}\n- [{{box}}] {{text}}\n{{/steps}}\n",
    );
    expect(await runIn(folder, "status", FILE, "in progress")).toMatchObject({ code: 0, err: "" });
    expect(folder.read(FILE)).toContain("- Status: Rolling\n");
  });

  test("entries name when and who", async () => {
    const folder = withPlan();
    await runIn(folder, "log", FILE, "Half", "is *done*");
    await runIn(folder, "decide", FILE, "Use LF — smaller", "--by", "grace");
    await runIn(folder, "log", FILE, "Nobody's", "--by", " ");
    expect(folder.read(FILE)).toContain("Nobody's – Ada\n");
    const text = folder.read(FILE);
    expect(text).toContain("- (2026-11-21T10:05Z) Half is *done* – Ada\n");
    expect(text).toContain(
      "- Decision: Use LF\n  Rationale: smaller\n  Date/Author: 2026-11-21 • grace\n",
    );
  });

  test("an entry cannot become more than an entry", async () => {
    const folder = withPlan();
    await runIn(folder, "log", FILE, "a\n- [x] b\n## c <!-- d");
    const text = folder.read(FILE);
    expect(text).not.toMatch(/^## c/m);
    expect(text.match(/\[x\]/g) ?? []).toHaveLength(1);
    expect(text.match(/^- \[x\]/gm)).toBeNull();
    expect((await runIn(folder, "show", FILE)).out).toContain("0 of 3 steps done");
  });
});

describe("next and show", () => {
  test("the next step comes with its text, its criteria and its files", async () => {
    const folder = withPlan(PLAN.replace("[ ] Share", "[x] Share"));
    const { out } = await runIn(folder, "next", "--json", FILE);
    const { step, ...rest } = JSON.parse(out);
    expect(rest).toMatchObject({ title: "Export", state: "proposed", done: 1, open: 2 });
    expect(step).toMatchObject({
      label: "2",
      section: "Concrete Steps (Checklist)",
      line: 14,
      files: ["docs/format.md"],
      parts: [{ label: "2.1", text: "A byte order mark", done: false }],
    });
    expect(step.criteria.map(({ label }: { label: string }) => label)).toEqual(["C1", "C2"]);
    expect(step.markdown).toContain("Quote what needs it.");
    const { out: text } = await runIn(folder, "next", FILE);
    expect(text).toContain(
      "[ ] 2   Write rows, as the format says  (Concrete Steps (Checklist), line 14)",
    );
  });

  test("a criterion of another step does not belong to this one", async () => {
    const { out } = await runIn(withPlan(), "next", "--json", FILE);
    const { step } = JSON.parse(out);
    expect(step).toMatchObject({ label: "1", files: ["src/query.ts"] });
    expect(step.criteria).toMatchObject([{ label: "C1" }]);
  });

  test("where all steps are done, it says what else is open", async () => {
    const folder = withPlan();
    await runIn(folder, "done", FILE, "1", "2", "2.1");
    expect((await runIn(folder, "next", FILE)).out).toBe(
      "All 3 steps of plans/42.md are done.\n\nStill open:\n  [ ] C1  A CSV opens in Excel\n  [ ] C2  Step 2 leaves no temporary file\n",
    );
    expect(JSON.parse((await runIn(folder, "next", "--json", FILE)).out)).toMatchObject({
      step: null,
    });
  });

  test("a step that its heading names has all that stands below the heading", async () => {
    const folder = withPlan(
      "# Plan\n\n## Breakdown\n\n### Step 1: Share\n\n- [x] Done\n\n### Step 2: Write\n\n- [ ] Done\n\n**What**: rows\n**Files**: `src/a.ts`, src/b.ts\n\n#### Notes\n\nMore.\n\n---\n\n## Risks\n\n<!-- plansmith:plan format=x issue=1 kinds=steps:breakdown -->\n",
    );
    const { step } = JSON.parse((await runIn(folder, "next", "--json", FILE)).out);
    expect(step).toMatchObject({ label: "2", text: "Write", files: ["src/a.ts", "src/b.ts"] });
    expect(step.markdown).toMatch(/^### Step 2: Write\n[^]*More\.$/);
  });

  test("control characters of a file do not reach the terminal", async () => {
    const folder = withPlan(PLAN.replace("Write rows", "Write \u001B[31mrows"));
    expect((await runIn(folder, "show", FILE, "2")).out).not.toContain("\u001B");
    expect((await runIn(folder, "show", FILE)).out).not.toContain("\u001B");
  });
});

describe("writing", () => {
  test("keeps the mode and a symbolic link, and leaves nothing beside the file", async () => {
    const folder = withPlan();
    chmodSync(folder.path(FILE), 0o664);
    symlinkSync("plans/42.md", folder.path("link.md"));
    await runIn(folder, "done", "link.md", "1");
    expect(lstatSync(folder.path("link.md")).isSymbolicLink()).toBe(true);
    expect(folder.read(FILE)).toContain("[x] Share");
    expect(statSync(folder.path(FILE)).mode & 0o777).toBe(0o664);
    expect(readdirSync(folder.path("plans"))).toEqual(["42.md"]);
  });

  test("a file that is another by now is not replaced", async () => {
    const folder = withPlan();
    const path = folder.path(FILE);
    expect(await replaceFile(path, Buffer.from("before"), Buffer.from("x"))).toBe(false);
    expect(folder.read(FILE)).toBe(PLAN);
  });

  test("an edit is made to what somebody else wrote meanwhile", async () => {
    const folder = withPlan();
    const io = ioWith({});
    const working = await readWorkingPlan(io, folder.path(FILE));
    folder.write(FILE, PLAN.replace("- [ ] Share", "- [ ] New\n- [ ] Share"));
    await editPlan(io, working, { name: "done", argument: "1", author: "Ada" });
    const text = folder.read(FILE);
    expect(text).toContain("- [ ] New\n- [x] Share");
    const again = await readWorkingPlan(io, folder.path(FILE));
    folder.write(FILE, `${text}\n`);
    await expect(
      editPlan(io, again, { name: "done", argument: "1", author: "Ada", once: true }),
    ).rejects.toThrow("changed since it was read");
  });

  test("a lock that a dead process left behind is taken over", async () => {
    const folder = withPlan();
    folder.write(`${FILE}.plansmith-lock`, "");
    const long = new Date(Date.now() - 60_000);
    utimesSync(folder.path(`${FILE}.plansmith-lock`), long, long);
    expect((await runIn(folder, "done", FILE, "1")).code).toBe(0);
    expect(readdirSync(folder.path("plans"))).toEqual(["42.md"]);
  });
});
