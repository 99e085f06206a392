import type { RedisOptions } from "ioredis";

/** Options of both kinds of connection, without the one whose type ioredis keeps apart. */
export type Options = Omit<RedisOptions, "replyMapping">;

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

/**
 * Reads the address of Redis: `redis:` and `rediss:` as ioredis takes them, `redis+sentinel:` and
 * `redis+cluster:` (with `rediss+` for TLS) for what ioredis takes as options.
 *
 * @throws Error that says which forms there are, and not what was given: it may hold a password
 */
export function readRedisUrl(url: string): RedisAddress {
  if (/^rediss?:/.test(url)) {
    if (!URL.canParse(url) || new URL(url).hostname === "") throw new Error(FORMS);
    return { kind: "server", url };
  }
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
