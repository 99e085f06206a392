import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { asObject, trusted } from "./json.js";
import type { RateLimitOptions } from "./proxy/rate-limit.js";
import type { Address } from "./proxy/server.js";
import { REQUESTS_PER_TOKEN, SPARES, spareName } from "./proxy/tokens.js";

/** Someone with an account. Maintainers may write to the repositories, outsiders may not. */
interface UserOption {
  readonly login: string;
  readonly role?: "maintainer" | "outsider";
}

/** Another installation of the App. */
interface Neighbour {
  readonly owner: string;
  readonly repo: string;
  readonly installationId: number;
}

/** What the embedded GitHub starts with; all of it optional. */
export interface GitHubOptions {
  /** The organisation that owns the repositories. */
  readonly owner?: string;
  /** The repository that the conveniences speak of. */
  readonly repo?: string;
  /** Further repositories of the same installation. */
  readonly otherRepos?: readonly string[];
  /** A bare login is a maintainer. */
  readonly users?: readonly (string | UserOption)[];
  readonly appId?: number;
  /** The App acts as `<slug>[bot]`. */
  readonly slug?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly events?: readonly string[];
  readonly private?: boolean;
  /** Path of the App's manifest, whose permissions and events are taken; `app.yml` by default. */
  readonly appYml?: string;
  /** How many webhook deliveries the App's log keeps; 100,000 by default. */
  readonly deliveryLogLimit?: number;
  /** Whether the App's requests are held against GitHub's API description; they are by default. */
  readonly validate?: boolean;
  /** The installation's rate limit; 5,000 requests an hour by default. */
  readonly rateLimit?: RateLimitOptions;
  readonly installationId?: number;
  /** Another organisation that installed the App: a repository of its own, under a number of its own. */
  readonly neighbour?: Neighbour;
  readonly webhookSecret?: string;
  /** Where it answers, for a bot that goes from one GitHub to the next; a port of its own by default. */
  readonly address?: Address;
  /** Whether people's requests go over HTTP like the App's; by default they take the short way. */
  readonly peopleByHttp?: boolean;
}

/** The options with everything filled in. */
export interface Settings {
  readonly owner: string;
  readonly repo: string;
  readonly repos: readonly string[];
  readonly users: readonly Required<UserOption>[];
  readonly appId: number;
  readonly slug: string;
  readonly installationId: number;
  readonly neighbour: Neighbour | undefined;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly private: boolean;
  readonly deliveryLogLimit: number;
  readonly rateLimit: RateLimitOptions;
  readonly validate: boolean;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Tokens by login. */
  readonly tokens: ReadonlyMap<string, string>;
  /** A token of the account with which the proxy reads; another one before GitHub limits its rate. */
  readonly adminToken: () => string;
}

const PERMISSIONS = {
  issues: "write",
  pull_requests: "write",
  contents: "write",
  checks: "write",
  metadata: "read",
};
const EVENTS = [
  "issues",
  "pull_request",
  "push",
  "issue_comment",
  "pull_request_review",
  "check_suite",
  "installation",
  "installation_repositories",
];
const USERS = ["maria", "devon", { login: "otto", role: "outsider" as const }];
/** Login of the account with which the proxy reads and repairs; never seen as an author. */
const KEEPER = "site-keeper";

let key: string | undefined;

/** One key a process, because making one takes longer than everything else. */
function testKey(): string {
  key ??= generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "pkcs1", format: "pem" },
  }).privateKey;
  return key;
}

/** Fills in what `options` leaves out. */
export function settle(options: GitHubOptions): Settings {
  const manifest = readManifest(options.appYml ?? "app.yml");
  const repo = options.repo ?? "garden";
  const users = (options.users ?? USERS).map((user) =>
    typeof user === "string" ? { login: user, role: "maintainer" as const } : withRole(user),
  );
  return {
    owner: options.owner ?? "acme",
    repo,
    repos: [repo, ...(options.otherRepos ?? [])],
    users,
    appId: options.appId ?? 4711,
    slug: options.slug ?? "plansmith",
    installationId: options.installationId ?? 900_001,
    neighbour: options.neighbour,
    permissions: options.permissions ?? manifest.permissions ?? PERMISSIONS,
    events: options.events ?? manifest.events ?? EVENTS,
    private: options.private ?? false,
    rateLimit: options.rateLimit ?? { limit: 5_000 },
    validate: options.validate ?? true,
    deliveryLogLimit: options.deliveryLogLimit ?? 100_000,
    privateKey: testKey(),
    webhookSecret: options.webhookSecret ?? randomBytes(16).toString("hex"),
    tokens: new Map(users.map(({ login }) => [login, `ghp_${login}_${secret()}`])),
    adminToken: keeperTokens(),
  };
}

function withRole(user: UserOption): Required<UserOption> {
  return { login: user.login, role: user.role ?? "maintainer" };
}

function keeperTokens(): () => string {
  const prefix = `ghp_keeper_${secret()}`;
  let asked = 0;
  return () => `${prefix}_${Math.floor(asked++ / REQUESTS_PER_TOKEN)}`;
}

function secret(): string {
  return randomBytes(8).toString("hex");
}

function readManifest(path: string) {
  const manifest = asObject(existsSync(path) ? parse(readFileSync(path, "utf8")) : undefined);
  return {
    permissions: trusted<Record<string, string> | undefined>(manifest["default_permissions"]),
    events: trusted<string[] | undefined>(manifest["default_events"]),
  };
}

/** The emulator's own seed. `relayUrl` is where it sends the App's webhooks. */
export function seedOf(settings: Settings, relayUrl: string) {
  const tokens = [...settings.tokens].flatMap(([login, token]) =>
    Array.from({ length: SPARES }, (_, spare) => ({
      login,
      token: spare === 0 ? token : spareName(token, spare),
    })),
  );
  // The emulator takes an unknown token for the first user's; the proxy lets none of them in.
  const people = [KEEPER, ...settings.users.map(({ login }) => login)];
  const members = settings.users.filter(({ role }) => role === "maintainer");
  const scopes = ["repo", "user", "admin:org"];
  const { neighbour } = settings;
  const repositories = [
    ...settings.repos.map((name) => [settings.owner, name]),
    ...(neighbour ? [[neighbour.owner, neighbour.repo]] : []),
  ];
  return {
    tokens: Object.fromEntries(tokens.map(({ login, token }) => [token, { login, scopes }])),
    github: {
      users: people.map((login) => ({ login, name: login, email: `${login}@example.com` })),
      orgs: [settings.owner, ...(neighbour ? [neighbour.owner] : [])].map((login) => ({
        login,
        members: [
          ...members.map((member) => ({ login: member.login, role: "admin" })),
          { login: KEEPER, role: "admin" },
        ],
      })),
      repos: repositories.map(([owner, name]) => ({
        owner,
        name,
        private: settings.private,
        auto_init: true,
      })),
      apps: [
        {
          app_id: settings.appId,
          slug: settings.slug,
          name: settings.slug,
          private_key: settings.privateKey,
          permissions: { ...settings.permissions },
          events: [...settings.events],
          webhook_url: relayUrl,
          webhook_secret: settings.webhookSecret,
          installations: [
            { installation_id: settings.installationId, account: settings.owner },
            ...(neighbour
              ? [{ installation_id: neighbour.installationId, account: neighbour.owner }]
              : []),
          ],
        },
      ],
    },
  };
}
