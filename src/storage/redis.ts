import { type RedisOptions, Cluster, Redis } from "ioredis";

/** Options of both kinds of connection, without the one whose type ioredis keeps apart. */
type Options = Omit<RedisOptions, "replyMapping">;

/** Where Redis is. */
export type RedisAddress =
  | { readonly kind: "server"; readonly url: string }
  | { readonly kind: "sentinel"; readonly nodes: readonly Node[]; readonly options: Options }
  | { readonly kind: "cluster"; readonly nodes: readonly Node[]; readonly options: Options };

interface Node {
  readonly host: string;
  readonly port: number;
}

const PORT = { sentinel: 26_379, cluster: 6379 } as const;

const FORMS =
  "must look like redis://[user:password@]host:6379[/0], or rediss:// for TLS; " +
  "redis+sentinel://[user:password@]host1:26379,host2:26379/master-name[/0]; " +
  "or redis+cluster://[user:password@]host1:6379,host2:6379";

const DATABASE = "must end with the number of a database, such as /0, or with none";

/**
 * Reads the address of Redis: `redis:` and `rediss:` as ioredis takes them, `redis+sentinel:` and
 * `redis+cluster:` (with `rediss+` for TLS) for what ioredis takes as options.
 *
 * @throws Error that says which forms there are, and not what was given: it may hold a password
 */
export function readRedisUrl(url: string): RedisAddress {
  if (/^rediss?:/.test(url)) {
    if (!URL.canParse(url) || new URL(url).hostname === "") throw new Error(FORMS);
    // ioredis would take the first database where it cannot read which one is meant.
    if (!/^(?:\/\d*)?$/.test(new URL(url).pathname)) throw new Error(DATABASE);
    return { kind: "server", url };
  }
  if (/^rediss?\+sentinel:\/\/[^/]+\/[^/?#]+\/(?!\d+$)[^/]*$/.test(url)) throw new Error(DATABASE);
  const match =
    /^redis(?<tls>s?)\+(?<kind>sentinel|cluster):\/\/(?:(?<login>[^@/]*)@)?(?<hosts>[^@/?#]+)(?:\/(?<name>[^/?#]+)(?:\/(?<db>\d+))?)?$/.exec(
      url,
    );
  if (match?.groups === undefined) throw new Error(FORMS);
  const { tls, kind, login, hosts = "", name, db = "0" } = match.groups;
  if ((kind === "sentinel") !== (name !== undefined)) throw new Error(FORMS);
  const options: Options = { ...loginOf(login), ...(tls === "" ? {} : { tls: {} }) };
  const nodesAt = (port: number): Node[] => hosts.split(",").map((host) => nodeOf(host, port));
  if (kind === "cluster") return { kind, nodes: nodesAt(PORT.cluster), options };
  return {
    kind: "sentinel",
    nodes: nodesAt(PORT.sentinel),
    options: { ...options, enableTLSForSentinelMode: tls !== "", name: name ?? "", db: Number(db) },
  };
}

/** The number of the database that an address names; `undefined` for a cluster, which has none. */
export function databaseOf(address: RedisAddress): number | undefined {
  if (address.kind !== "server") return address.options.db;
  return Number(new URL(address.url).pathname.slice(1));
}

function nodeOf(host: string, fallback: number): Node {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d{1,5}))?$/.exec(host);
  if (match?.groups === undefined) throw new Error(FORMS);
  const { v6, name = "", port } = match.groups;
  return { host: v6 ?? name, port: port === undefined ? fallback : Number(port) };
}

function loginOf(login: string | undefined): Options {
  if (login === undefined || login === "") return {};
  const colon = login.indexOf(":");
  const [user, password] =
    colon < 0 ? ["", login] : [login.slice(0, colon), login.slice(colon + 1)];
  const name = decodeURIComponent(user);
  return { ...(name === "" ? {} : { username: name }), password: decodeURIComponent(password) };
}

/** A connection to one Redis, to a master that sentinels know, or to a cluster. */
export type RedisClient = Redis | Cluster;

/** How long a command may take before a delivery is better answered with 503, in milliseconds. */
const COMMAND_MS = 5000;

/** How long to wait between two tries to connect, at most, in milliseconds. */
const LONGEST_RECONNECT_MS = 1000;

/** What a connection is for. */
export type RedisUse =
  /** Answers soon or not at all: nothing waits while Redis is away. */
  | "prompt"
  /** Waits for Redis to come back. */
  | "patient";

/** Connects, and goes on trying for as long as the process lives. Errors go to `onError`. */
export function connectRedis(
  address: RedisAddress,
  use: RedisUse,
  onError: (error: unknown) => void,
): RedisClient {
  const client = address.kind === "cluster" ? cluster(address, use) : server(address, use);
  client.on("error", onError);
  return client;
}

function server(address: Exclude<RedisAddress, { kind: "cluster" }>, use: RedisUse): Redis {
  const options: Options = {
    ...commonOptions(use),
    retryStrategy: reconnectAfter,
    ...(use === "prompt" ? { enableOfflineQueue: false } : {}),
  };
  if (address.kind === "server") return new Redis(address.url, options);
  return new Redis({ ...options, ...address.options, sentinels: [...address.nodes] });
}

function cluster(address: RedisAddress & { kind: "cluster" }, use: RedisUse): Cluster {
  return new Cluster([...address.nodes], {
    redisOptions: { ...commonOptions(use), ...address.options },
    clusterRetryStrategy: reconnectAfter,
    enableOfflineQueue: use === "patient",
  });
}

function commonOptions(use: RedisUse): Options {
  return {
    maxRetriesPerRequest: null,
    // After a failover the old master, which we may still be connected to, takes no writes.
    reconnectOnError: (error) => (error.message.startsWith("READONLY") ? 2 : false),
    ...(use === "prompt" ? { commandTimeout: COMMAND_MS } : {}),
  };
}

function reconnectAfter(times: number): number {
  return Math.min(times * 100, LONGEST_RECONNECT_MS);
}
