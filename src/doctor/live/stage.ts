import { Octokit } from "@octokit/rest";
import { listDeliveries, readDelivery } from "../../github/app.js";
import type { GitHubClient } from "../../github/http/client.js";
import { isMapping } from "../../model/collections.js";

/** What a smoke test needs. */
export interface LiveOptions {
  readonly owner: string;
  readonly repo: string;
  readonly apiUrl: string;
  /** Of somebody who owns the repository. */
  readonly adminToken: string;
  /** Of another person who may review; without it, that part is left out. */
  readonly secondToken: string | undefined;
  /** Authenticated as the App. */
  readonly app: GitHubClient;
  readonly send: typeof fetch;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Called with each measurement. */
  readonly onMeasured: (measurement: Measurement) => void;
}

/** How long GitHub and the bot get for one step, and between two looks, in milliseconds. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 500;

type Rest = Octokit["rest"];
type Data<Method extends (...args: never[]) => Promise<{ data: unknown }>> = Awaited<
  ReturnType<Method>
>["data"];

/** What is measured on: an issue, and what was made for it. */
export interface Stage {
  readonly where: { readonly owner: string; readonly repo: string };
  readonly apiUrl: string;
  readonly home: Data<Rest["repos"]["get"]>;
  readonly installation: Data<Rest["apps"]["getRepoInstallation"]>;
  readonly issue: Data<Rest["issues"]["create"]>;
  /** When the issue was there, and when all began: milliseconds since 1970. */
  readonly openedAt: number;
  readonly startedAt: number;

  readonly app: GitHubClient;
  readonly admin: Octokit;
  readonly secondToken: string | undefined;
  readonly send: typeof fetch;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** GitHub as whoever has that token sees it. */
  readonly as: (token: string) => Octokit;
  /** A new token of the installation. */
  readonly token: () => Promise<string>;

  /** Looks until there is something. @throws where there is nothing after two minutes */
  readonly until: <T>(look: () => Promise<T | undefined>) => Promise<T>;
  /** How long ago that was: `1.5 s`. */
  readonly since: (at: number) => string;
  /** Texts of the deliveries of the test, newest first. */
  readonly payloadsOf: (event: string) => Promise<readonly unknown[]>;
  /** The newest of those with an action. */
  readonly delivered: (event: string, action: string) => Promise<unknown>;
  readonly statusComment: (
    number: number,
  ) => Promise<Data<Rest["issues"]["listComments"]>[number] | undefined>;
  /** Makes a branch with one file more than the default one. */
  readonly branch: (name: string, path: string) => Promise<void>;

  /** What was made: branches, issues and pull requests, and plans on the default branch. The first branch and the second number are the plan's. */
  readonly branches: string[];
  readonly numbers: number[];
  readonly plans: string[];
}

/**
 * Opens an issue, whose plan is asked for next.
 *
 * @throws where the repository cannot be read, or the App is not installed there
 */
export async function openStage(options: LiveOptions): Promise<Stage> {
  const { owner, repo, app, apiUrl, send, now, sleep, secondToken } = options;
  const where = { owner, repo };
  const as = (auth: string): Octokit =>
    new Octokit({ auth, baseUrl: apiUrl, userAgent: "plansmith-smoke", request: { fetch: send } });
  const admin = as(options.adminToken);
  const { data: home } = await admin.rest.repos.get(where);
  const { data: installation } = await app.rest.apps.getRepoInstallation(where);
  const branches: string[] = [];
  const startedAt = now();
  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (const end = now() + PATIENCE_MS; now() < end;) {
      const found = await look();
      if (found !== undefined) return found;
      await sleep(PAUSE_MS);
    }
    throw new Error(`not there after ${PATIENCE_MS / 1000} s`);
  }

  const since = (at: number): string => `${((now() - at) / 1000).toFixed(1)} s`;
  const token = async (): Promise<string> => {
    const created = await app.rest.apps.createInstallationAccessToken({
      installation_id: installation.id,
    });
    return created.data.token;
  };
  // A delivery does not change: each is read once, however often somebody looks.
  const read = new Map<string, ReturnType<typeof readDelivery>>();
  const readOnce = (id: string): ReturnType<typeof readDelivery> => {
    const known = read.get(id) ?? readDelivery(app, id);
    read.set(id, known);
    return known;
  };
  const payloadsOf = async (event: string): Promise<readonly unknown[]> => {
    const { deliveries } = await listDeliveries(app, undefined);
    const own = deliveries.filter(
      (delivery) => delivery.event === event && delivery.at >= startedAt - 1000,
    );
    return Promise.all(own.map(async ({ id }) => (await readOnce(id))?.payload));
  };
  const delivered = async (event: string, action: string): Promise<unknown> =>
    (await payloadsOf(event)).find((payload) => fieldOf(payload, "action") === action);
  const statusComment = async (number: number) => {
    const { data } = await admin.rest.issues.listComments({ ...where, issue_number: number });
    return data.find(({ user }) => user?.type === "Bot");
  };
  async function branch(name: string, path: string): Promise<void> {
    const { data: tip } = await admin.rest.git.getRef({
      ...where,
      ref: `heads/${home.default_branch}`,
    });
    await admin.rest.git.createRef({ ...where, ref: `refs/heads/${name}`, sha: tip.object.sha });
    branches.push(name);
    await admin.rest.repos.createOrUpdateFileContents({
      ...where,
      path,
      branch: name,
      message: "Smoke test",
      content: Buffer.from("smoke\n").toString("base64"),
    });
  }

  const { data: issue } = await admin.rest.issues.create({
    ...where,
    title: "Plansmith smoke test",
    body: "## Tasks\n\n- [ ] Write it\n- [ ] Test it\n",
  });
  const openedAt = now();
  const made = { branches, numbers: [issue.number], plans: [] };
  const people = { app, admin, secondToken, as, token, send };
  const looks = { until, since, payloadsOf, delivered, statusComment, branch, now, sleep };
  return {
    where,
    apiUrl,
    home,
    installation,
    issue,
    openedAt,
    startedAt,
    ...people,
    ...looks,
    ...made,
  };
}

/** A field of something that came as JSON. */
export function fieldOf(value: unknown, name: string): unknown {
  return isMapping(value) ? value[name] : undefined;
}

/** What one measurement found. */
export interface Measurement {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  /** `unknown`: it could not be measured. */
  readonly result: "same" | "different" | "unknown";
  /** Whether Plansmith does not do its work where it is different. */
  readonly isEssential: boolean;
}

/** A delivery as it is kept in the report. */
export interface KeptPayload {
  readonly event: string;
  readonly payload: unknown;
}

/** The report of a smoke test, with payloads that tests can replay. */
export function smokeReport(
  measurements: readonly Measurement[],
  payloads: readonly KeptPayload[],
  { at, github }: { readonly at: string; readonly github: string },
): string {
  const rows = measurements.map(
    ({ what, expected, actual, result }) =>
      `| ${[what, expected, actual, result].map(cell).join(" | ")} |`,
  );
  return [
    "# Smoke test of Plansmith",
    "",
    `At ${at}, ${github}.`,
    "",
    "| What | Expected | Actual | Result |",
    "| :-- | :-- | :-- | :-- |",
    ...rows,
    "",
    "## Payloads",
    "",
    ...payloads.flatMap(({ event, payload }) => [
      `### ${event}`,
      "",
      "```json",
      JSON.stringify(payload, undefined, 2),
      "```",
      "",
    ]),
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ").replaceAll("|", String.raw`\|`);
}

/** Fields whose text says who or where it was, or that could be a secret. */
const PRIVATE =
  /(?:^|_)(?:login|name|email|node_id|token|secret|gravatar_id|avatar_url|company|location|bio)$|^(?:url|homepage|ssh_url|clone_url|git_url|svn_url|mirror_url|full_name|sha|ref|key|before|after|label)$|_url$/;

/**
 * A payload without names, addresses and tokens. Numbers keep the count of their digits, and texts that
 * occur in `secrets` are replaced wherever they stand, so that nothing shows whose repository it was.
 */
export function scrub(payload: unknown, secrets: readonly string[]): unknown {
  const hidden = secrets.filter((secret) => secret.length > 2);
  const clean = (text: string): string =>
    hidden.reduce((left, secret) => left.replaceAll(secret, "x"), text);
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((entry) => walk(entry, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, entry]) => [name, walk(entry, name)]),
      );
    }
    if (typeof value === "string") return PRIVATE.test(key) ? "x" : clean(value);
    if (/(?:^|_)id$/.test(key) && (typeof value === "number" || typeof value === "bigint")) {
      return Number("1".repeat(Math.min(15, String(value).length)));
    }
    return value;
  };
  return walk(payload, "");
}
