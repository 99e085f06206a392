import { afterEach, describe, expect, test } from "#jest";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { EVENT_NAMES } from "../../src/events/map.js";
import { endpointOf, createMetrics, type Metrics } from "../../src/server/metrics.js";
import { createOctokit } from "../../src/github/http/octokit.js";
import { DeferError, RetryError } from "../../src/model/errors.js";
import { contractTable } from "../support/contract/page.js";

const stats = { waiting: 3, running: 1, failing: 0, stuck: 0, poisoned: 0, longestWaitMs: 1500 };
let now = 0;

afterEach(() => {
  now = 0;
});

function create(): Metrics {
  return createMetrics({ stats: () => Promise.resolve(stats), version: "1.2.3", now: () => now });
}

const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}): typeof fetch =>
  () =>
    Promise.resolve(new Response(null, { status, headers }));

describe("what is counted", () => {
  test("deliveries by event and outcome; a stranger's events are one", async () => {
    const metrics = create();
    metrics.countDelivery("issues", "accepted");
    metrics.countDelivery("issues", "accepted");
    for (let number = 0; number < 50; number += 1)
      metrics.countDelivery(`made-up-${number}`, "forged");
    const text = await metrics.text();
    expect(text).toContain(
      'plansmith_webhook_deliveries_total{event="issues",outcome="accepted"} 2',
    );
    expect(text).toContain('plansmith_webhook_deliveries_total{event="other",outcome="forged"} 50');
    expect(text).not.toContain("made-up");
  });

  test("runs and how long they take, by result; who found no place took no time", async () => {
    const metrics = create();
    const ending = (outcome: Error | undefined): Promise<unknown> => {
      const run = async (): Promise<void> => {
        await Promise.resolve();
        if (outcome !== undefined) throw outcome;
      };
      return metrics.measure(run).catch(String);
    };
    await ending(undefined);
    await ending(new Error("no"));
    await ending(new RetryError("rate limit", 1000));
    await ending(new DeferError("not its turn", 1000));
    const text = await metrics.text();
    for (const [result, runs, timed] of [
      ["success", 1, 1],
      ["error", 1, 1],
      ["requeue", 2, 1],
    ] as const) {
      expect(text).toContain(`plansmith_reconcile_total{result="${result}"} ${runs}`);
      expect(text).toContain(
        `plansmith_reconcile_duration_seconds_count{result="${result}"} ${timed}`,
      );
    }
  });

  test("the queue's depth and age, and the build", async () => {
    const text = await create().text();
    expect(text).toContain('plansmith_queue_items{state="waiting"} 3');
    expect(text).toContain("plansmith_queue_oldest_item_age_seconds 1.5");
    expect(text).not.toContain('state="longestWaitMs"');
    expect(text).toContain(
      `plansmith_build_info{version="1.2.3",node_version="${process.versions.node}"} 1`,
    );
  });

  test("requests to GitHub by endpoint and status, also those without an answer", async () => {
    const metrics = create();
    const address = "https://api.github.com/repos/acme/secret/issues/7?page=2";
    await metrics.counted(answering(304))(address);
    await metrics.counted(answering(304))(address.replace("secret", "other").replace("7", "8"));
    const lost: typeof fetch = () => Promise.reject(new Error("reset"));
    await metrics.counted(lost)(address, { method: "PATCH" }).catch(String);
    const text = await metrics.text();
    const of = (labels: string): string => `plansmith_github_requests_total{${labels}}`;
    expect(text).toContain(`${of('method="GET",endpoint="/repos/*/*/issues/*",status="304"')} 2`);
    expect(text).toContain(
      `${of('method="PATCH",endpoint="/repos/*/*/issues/*",status="none"')} 1`,
    );
    expect(text).not.toContain("secret");
  });

  test("what installations have left: the lowest hundred, until their hour is over", async () => {
    const metrics = create();
    for (let id = 1; id <= 150; id += 1) {
      const headers = { "x-ratelimit-remaining": String(id), "x-ratelimit-reset": "3600" };
      await metrics.watched(answering(200, headers), id)("https://api.github.com/rate_limit");
    }
    const ofSearch = {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": "60",
      "x-ratelimit-resource": "search",
    };
    await metrics.watched(answering(200, ofSearch), 9)("https://api.github.com/search/issues");
    const text = await metrics.text();
    const shown = text.match(/^plansmith_github_rate_limit_remaining\{.*$/gm) ?? [];
    expect(shown).toHaveLength(100);
    expect(shown).toContain('plansmith_github_rate_limit_remaining{installation="9"} 9');
    expect(text).not.toContain('installation="101"');
    now = 3600_000;
    expect(await metrics.text()).not.toContain("installation=");
  });

  test("how long writes wait for their turn, and no reads", async () => {
    const metrics = create();
    const { Octokit } = createOctokit(1000, { onWrite: metrics.noteWrite });
    const github = new Octokit({
      auth: { token: "secret", installationId: 7 },
      request: { fetch: answering(204) },
    });
    const repository = { owner: "acme", repo: "api" };
    await github.rest.repos.get(repository);
    await github.rest.issues.addLabels({ ...repository, issue_number: 1, labels: ["a"] });
    expect(await metrics.text()).toContain("plansmith_write_wait_seconds_count 1");
  });

  test("what installations may still write: the lowest hundred, for an hour after their last write", async () => {
    const metrics = create();
    for (let id = 1; id <= 150; id += 1)
      metrics.noteWrite(String(id), { waitedMs: 0, left: 500 - id });
    const shown = (await metrics.text()).match(/^plansmith_write_budget_remaining\{.*$/gm) ?? [];
    expect(shown).toHaveLength(100);
    expect(shown).toContain('plansmith_write_budget_remaining{installation="150"} 350');
    now = 3600_000;
    expect(await metrics.text()).not.toContain("installation=");
  });
});

describe("the endpoint of a request", () => {
  const documented = contractTable("Endpoints").map(([endpoint = ""]) => endpoint);

  test.each(documented)("%s is one, whatever is named in it", (endpoint) => {
    const path = endpoint.replace(/^\w+ /, "");
    const filled = (name: string): string | undefined =>
      endpointOf(`https://api.github.com${path.replaceAll(/\{\w+\}/g, name)}`);
    expect(filled("x")).toBe(path.replaceAll(/\{\w+\}/g, "*"));
    expect(filled("12345678901")).toBe(filled("x"));
    expect(endpointOf(`https://ghe.example/api/v3${path}`.replaceAll(/\{\w+\}/g, "x"))).toBe(
      filled("x"),
    );
  });

  test("paths and names with slashes are one part; strangers' paths are none", () => {
    expect(endpointOf("https://api.github.com/repos/a/b/contents/docs/issues/x.md?ref=1")).toBe(
      "/repos/*/*/contents/*",
    );
    expect(endpointOf("https://api.github.com/repos/issues/pulls/git/ref/heads/plan/7")).toBe(
      "/repos/*/*/git/ref/*",
    );
    expect(endpointOf("https://ghe.example/api/graphql")).toBe("/graphql");
    expect(endpointOf("https://api.github.com/who/knows")).toBeUndefined();
    expect(endpointOf("nothing")).toBeUndefined();
  });
});

/** Every metric with its type and the labels that it can have. */
async function known(): Promise<ReadonlyMap<string, readonly string[]>> {
  const metrics = create();
  metrics.countBrake("set-labels");
  metrics.countDelivery(EVENT_NAMES[0], "accepted");
  metrics.noteWrite("1", { waitedMs: 5, left: 499 });
  await metrics.measure(() => Promise.resolve());
  const headers = { "x-ratelimit-remaining": "1", "x-ratelimit-reset": "60" };
  await metrics.watched(metrics.counted(answering(200, headers)), 1)("https://github.example/app");
  const text = await metrics.text();
  const found = new Map<string, readonly string[]>();
  for (const [, name = "", labels = ""] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm))
    found.set(
      name,
      [...labels.matchAll(/(\w+)="/g)].map(([, label = ""]) => label),
    );
  return found;
}

/** What is wrong with an expression of PromQL, as far as that shows without a Prometheus. */
function faults(expr: string, metrics: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const strings = /"[^"\\]*"/g;
  const bare = expr.replaceAll(strings, "");
  const closing: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]" };
  const open: string[] = [];
  const found: string[] = bare.includes('"') ? ["a string does not end"] : [];
  for (const char of bare) {
    if (closing[char] !== undefined) open.push(closing[char]);
    else if (")}]".includes(char) && open.pop() !== char) found.push(`${char} closes nothing`);
  }
  if (open.length > 0) found.push(`${open.join("")} is missing`);
  const names = bare.match(/plansmith_\w+/g) ?? [];
  if (names.length === 0) found.push("it names no metric");
  for (const name of names) if (!metrics.has(name)) found.push(`there is no metric ${name}`);
  const allowed = new Set(names.flatMap((name) => metrics.get(name) ?? []));
  const byLabels = [...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) =>
    list.split(/, */),
  );
  const matched = [...bare.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = ""]) =>
    list.split(",").map((part) => part.split(/[=!]/)[0] ?? ""),
  );
  for (const label of [...byLabels, ...matched])
    if (!allowed.has(label)) found.push(`there is no label ${label}`);
  return found;
}

describe("what people watch", () => {
  const rules = z.strictObject({
    groups: z
      .array(
        z.strictObject({
          name: z.string(),
          rules: z
            .array(
              z.strictObject({
                alert: z.string().regex(/^Plansmith[A-Za-z]+$/),
                expr: z.string(),
                for: z
                  .string()
                  .regex(/^\d+[smhd]$/)
                  .optional(),
                labels: z.strictObject({ severity: z.enum(["critical", "warning", "info"]) }),
                annotations: z.strictObject({ summary: z.string(), description: z.string() }),
              }),
            )
            .min(1),
        }),
      )
      .length(1),
  });
  const dashboard = z.object({
    title: z.literal("Plansmith"),
    panels: z.array(
      z.object({
        id: z.int(),
        title: z.string(),
        gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
        targets: z.array(
          z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() }),
        ),
      }),
    ),
  });

  const readRules = (): readonly { alert: string; expr: string; annotations: object }[] =>
    rules
      .parse(parse(readFileSync("deploy/prometheus-alerts.yml", "utf8")))
      .groups.flatMap((group) => group.rules);
  const readPanels = (): z.infer<typeof dashboard>["panels"] =>
    dashboard.parse(JSON.parse(readFileSync("deploy/grafana-dashboard.json", "utf8"))).panels;

  test("the alert rules name metrics and labels that exist", async () => {
    const metrics = await known();
    const alerts = readRules();
    expect(
      alerts.flatMap(({ alert, expr }) => faults(expr, metrics).map((it) => [alert, it])),
    ).toEqual([]);
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  test("the dashboard names metrics and labels that exist, and shows every metric", async () => {
    const metrics = await known();
    const panels = readPanels();
    const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(exprs.flatMap((expr) => faults(expr, metrics).map((it) => [expr, it]))).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(panels.length);
    const legends = panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr, legendFormat }) =>
        [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)]
          .map(([, label = ""]) => label)
          .filter((label) => !new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr)),
      ),
    );
    expect(legends).toEqual([]);
    const base = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, "");
    const shown = new Set(exprs.flatMap((expr) => expr.match(/plansmith_\w+/g) ?? []).map(base));
    expect([...shown].toSorted()).toEqual([...new Set([...metrics.keys()].map(base))].toSorted());
  });

  test("faults in an expression are found", async () => {
    const metrics = await known();
    expect(faults('sum(plansmith_queue_items{state="a"}', metrics)).toEqual([") is missing"]);
    expect(faults("plansmith_queue_size > 1", metrics)).toEqual([
      "there is no metric plansmith_queue_size",
    ]);
    expect(faults("sum by (color) (plansmith_queue_items)", metrics)).toEqual([
      "there is no label color",
    ]);
  });

  test("the table in docs/scaling.md has every metric with its labels, and no other", async () => {
    const page = readFileSync("docs/scaling.md", "utf8");
    const documented = [...page.matchAll(/^\| `(plansmith_\w+)(?:\{([^}]*)\})?`/gm)].map(
      ([, name, labels = ""]) => `${name} ${[...labels.matchAll(/\w+/g)].join(" ")}`.trim(),
    );
    const base = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, "");
    const real = [...(await known())].map(([name, labels]) =>
      `${base(name)} ${labels.filter((label) => label !== "le").join(" ")}`.trim(),
    );
    expect(documented.toSorted()).toEqual([...new Set(real)].toSorted());
  });
});
