import type { RedisClient } from "../storage/redis.js";
import { error, ok, warning, type Finding } from "./finding.js";

/** What Redis says of itself. */
export interface RedisFacts {
  /** `7.2.4` */
  readonly version: string;
  /** `undefined` where it does not say. */
  readonly evictionPolicy: string | undefined;
  readonly isPersistent: boolean | undefined;
  /** Number of the database that REDIS_URL names, where Redis has no such one. */
  readonly missingDatabase: number | undefined;
}

/** Below this, BullMQ lacks commands. */
const OLDEST = [6, 2] as const;

/**
 * Asks Redis; `CONFIG` is forbidden at some that are rented.
 *
 * @param database number of the one that is meant, where there is more than one. Where Redis has none of
 *   that number, the client goes on with the first.
 */
export async function readRedisFacts(
  client: Pick<RedisClient, "info" | "call">,
  database: number | undefined,
): Promise<RedisFacts> {
  const info = await client.info();
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const hasLog = field("aof_enabled");
  const saves: unknown = await client.call("CONFIG", "GET", "save").catch(() => undefined);
  const schedule: unknown = Array.isArray(saves) ? saves[1] : undefined;
  const connection: unknown = await client.call("CLIENT", "INFO").catch(() => undefined);
  const used = /\bdb=(\d+)/.exec(String(connection))?.[1];
  const isThere = used === undefined || database === undefined || Number(used) === database;
  return {
    missingDatabase: isThere ? undefined : database,
    version: field("redis_version") ?? "0",
    evictionPolicy: field("maxmemory_policy"),
    isPersistent:
      hasLog === "1" ? true : typeof schedule === "string" ? schedule !== "" : undefined,
  };
}

/** Whether Redis can hold a queue without losing a part of it. */
export function redisFindings(facts: RedisFacts): readonly Finding[] {
  const [major = 0, minor = 0] = facts.version.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  const { evictionPolicy: policy, missingDatabase } = facts;
  const problems = [
    ...(isOld
      ? [
          error(
            "redis",
            `Redis ${facts.version} is too old.`,
            `Use Redis ${OLDEST.join(".")} or newer at REDIS_URL.`,
          ),
        ]
      : []),
    ...(missingDatabase === undefined
      ? []
      : [
          error(
            "redis",
            `Redis has no database ${missingDatabase}, and uses the first one instead.`,
            "Let REDIS_URL end with the number of a database that Redis has, or with none.",
          ),
        ]),
    ...(policy !== undefined && policy !== "noeviction"
      ? [
          error(
            "redis",
            `Redis drops keys when its memory is full (maxmemory-policy ${policy}): items of the queue get lost.`,
            "Set maxmemory-policy to noeviction in Redis.",
          ),
        ]
      : []),
    ...(facts.isPersistent === false
      ? [
          warning(
            "redis",
            "Redis keeps nothing on disk: a restart empties the queue.",
            "Set appendonly to yes in Redis.",
          ),
        ]
      : []),
  ];
  return problems.length > 0 ? problems : [ok("redis", `Redis ${facts.version} is set up well.`)];
}

/**
 * Redis does not answer, or not to us.
 *
 * @param reason what went wrong
 */
export function redisAway(reason: string): Finding {
  if (/^(?:WRONGPASS|NOAUTH|NOPERM)\b/.test(reason)) {
    return error(
      "redis",
      "Redis refuses the login.",
      "Set the user and password in REDIS_URL: redis://USER:PASSWORD@HOST:6379.",
    );
  }
  return error(
    "redis",
    "Redis cannot be reached.",
    "Check REDIS_URL: host, port, password, TLS (rediss://), and whether Redis runs.",
  );
}
