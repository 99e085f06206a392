import { Cluster, Redis } from "ioredis";
import type { Options, RedisAddress } from "./redis-address.js";

export { readRedisUrl } from "./redis-address.js";

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
