import { setImmediate } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { appJwt, installationToken } from "./app-token.js";
import { createBackend } from "./backend.js";
import { createBulk, type Bulk } from "./bulk.js";
import { createRecorder } from "./contract/recorder.js";
import { collectEmitted } from "./deliveries/emitted.js";
import { createRelay, type Deliveries } from "./deliveries/relay.js";
import { startEmulator } from "./emulator.js";
import { createAppRegistration, type AppRegistration } from "./gaps/app-registration.js";
import { createHelpers, type Helpers } from "./helpers.js";
import { TEST_AGENT, type Interceptor, type LoggedRequest } from "./proxy/intercept.js";
import type { Permissions } from "./proxy/permissions.js";
import { listen } from "./proxy/server.js";
import { createSite } from "./proxy/site.js";
import { spareTokens } from "./proxy/tokens.js";
import { createUpstream } from "./proxy/upstream.js";
import { seedOf, settle, type GitHubOptions } from "./seed.js";
import { SILENT } from "./silent.js";

/** An embedded GitHub with one organisation, its repositories, people, and one installed App. */
export interface EmbeddedGitHub extends Helpers {
  /** Base URL of the API and of every address in its answers, without a slash at the end. */
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  readonly appId: number;
  readonly slug: string;
  /** PEM, as GitHub hands it out. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly installationId: number;
  /** A request as over the network, without one: for tests of very many. */
  readonly fetch: typeof fetch;
  /** Where the App's webhooks go; while it is `undefined`, every delivery fails. */
  webhookTarget: string | undefined;
  /** What the installation may do; a change counts at once. */
  permissions: Permissions;
  /** The App's settings on GitHub, as far as they are not permissions. */
  readonly registration: AppRegistration;
  /** The webhooks: their log, and ways to lose, double, delay and shuffle them. */
  readonly deliveries: Deliveries;
  /** Fills the repository quickly and silently. */
  readonly bulk: Bulk;
  /** Drops the webhooks of everything that is written while `work` runs. */
  quietly<T>(work: () => Promise<T>): Promise<T>;
  /** All API requests in order, the App's and people's. */
  readonly requests: readonly LoggedRequest[];
  /**
   * Shows `interceptor` every API request of the App before it is acted on (with `everyone` also
   * those of people).
   *
   * @returns takes the interceptor away again
   */
  intercept(interceptor: Interceptor, options?: { readonly everyone?: boolean }): () => void;
  /** The token of `login`. */
  tokenOf(login: string): string;
  /** A client that acts as `login`. */
  as(login: string): Octokit;
  /** A client that acts as the App's installation, as `<slug>[bot]`. */
  asApp(): Promise<Octokit>;
  /** A client that acts as the App itself, by its JSON Web Token (nine minutes). */
  asAppItself(): Octokit;
  /**
   * Ends everything; no port, timer or process stays.
   *
   * @throws where the App made requests that are not in GitHub's API description
   */
  close(): Promise<void>;
}

/** Starts a fresh world. Nothing is shared between two of them but the App's private key. */
export async function startGitHub(options: GitHubOptions = {}): Promise<EmbeddedGitHub> {
  const settings = settle(options);
  const { owner, repo, appId, slug, privateKey, webhookSecret, installationId } = settings;
  const server = await listen(options.address);
  const emitted = collectEmitted(server.relayUrl);
  const emulator = await startEmulator(server.url, seedOf(settings, server.relayUrl));
  const bot = `${slug}[bot]`;
  const people = new Set(settings.tokens.values());
  const app = { url: emulator.origin, appId, privateKey, installationId };
  const upstream = createUpstream(emulator, {
    adminToken: settings.adminToken,
    authorize: spareTokens(
      (token) => !people.has(token),
      () => installationToken(app),
    ),
    async settle() {
      // The emulator does not wait for the webhooks that it sends.
      await setImmediate();
      site.outbox.push(...emitted.take());
    },
  });
  const site = createSite(server.url, bot, upstream);
  let webhookTarget: string | undefined;
  const target = () => webhookTarget;
  const { deliveryLogLimit: logLimit } = settings;
  const secret = webhookSecret;
  const relay = createRelay({ appId, installationId, secret, target, logLimit });
  const registration = createAppRegistration();
  let permissions: Permissions = settings.permissions;
  const backend = createBackend(settings, site, relay, target, () => permissions, registration);
  server.serve(backend);

  const recorder = createRecorder();
  server.interceptors.add((seen) => {
    // GraphQL has a schema of its own, by which it answers.
    const isRest = seen.path !== "/graphql";
    if (seen.byApp && !seen.byTest && isRest && settings.validate) recorder.add(seen);
  });

  function tokenOf(login: string | undefined = settings.users[0]?.login): string {
    const token = settings.tokens.get(login ?? "");
    if (token === undefined) throw new Error(`no user ${login}`);
    return token;
  }

  const as = (login?: string): Octokit => client(tokenOf(login));

  function client(auth: string): Octokit {
    const request = options.peopleByHttp === true ? {} : { fetch: server.fetch };
    return new Octokit({ auth, baseUrl: server.url, log: SILENT, userAgent: TEST_AGENT, request });
  }

  const quietly: EmbeddedGitHub["quietly"] = (work) => backend.quietly(work);
  const helpers = createHelpers(as, { owner, repo }, server.url);
  return {
    ...helpers,
    bulk: createBulk({
      upstream,
      repository: `${owner}/${repo}`,
      tokenOf,
      quietly,
      helpers,
    }),
    quietly,
    url: server.url,
    owner,
    repo,
    appId,
    slug,
    privateKey,
    webhookSecret,
    installationId,
    fetch: server.fetch,
    get webhookTarget() {
      return webhookTarget;
    },
    set webhookTarget(address) {
      webhookTarget = address;
    },
    get permissions() {
      return permissions;
    },
    set permissions(given) {
      permissions = given;
    },
    registration,
    tokenOf,
    deliveries: relay,
    requests: server.requests,
    intercept(interceptor, { everyone = false } = {}) {
      const chosen: Interceptor = (seen) =>
        everyone || seen.byApp ? interceptor(seen) : undefined;
      server.interceptors.add(chosen);
      return () => server.interceptors.delete(chosen);
    },
    as,
    async asApp() {
      return client(await installationToken({ ...app, url: server.url }));
    },
    asAppItself() {
      return client(appJwt({ appId, privateKey }));
    },
    async close() {
      relay.close();
      emitted.close();
      await Promise.all([server.close(), emulator.close()]);
      recorder.close();
    },
  };
}
