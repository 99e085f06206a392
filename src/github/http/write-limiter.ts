import { RetryError } from "../../model/errors.js";
import { isGraphQL } from "./client.js";
import {
  createInMemoryBudget,
  createRedisBudget,
  type SharedBudget,
  type WriteKind,
} from "./write-budget.js";

/** GitHub allows 30 searches a minute: one in two seconds. */
const SEARCHES = { secondMs: 2000, burst: 1 };

/**
 * Writes that notify people. An update of a comment is none.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
const NOTIFYING =
  /^\/repos\/[^/]+\/[^/]+\/(?:issues|pulls|(?:issues|pulls|commits)\/[^/]+\/comments(?:\/[^/]+\/replies)?|pulls\/[^/]+\/(?:merge|requested_reviewers|reviews))$/;

/**
 * What is no content, though it is made by a `POST`: Git objects that no branch shows yet, and what
 * is put on something that is there. GitHub does not say what it counts: see docs/github-contract.md.
 */
const NO_CONTENT =
  /^\/repos\/[^/]+\/[^/]+\/(?:git\/(?:blobs|trees|commits)|issues\/[^/]+\/(?:labels|assignees)|pulls\/[^/]+\/requested_reviewers)$/;

/** Requests for tokens: none of them counts as a write. */
const TOKENS = /^\/app\/installations\/[^/]+\/access_tokens$/;

/** A request before it is sent. */
interface PlannedRequest {
  readonly method: string;
  /** Path or address; parts of it may still be names in braces. */
  readonly url: string;
  /** Whose limit it counts against; empty for the App itself. */
  readonly installation: string;
}

/** Whether a request changes something on GitHub: neither a read nor a request for a token. */
export function isWrite(method: string, url: string): boolean {
  if (method === "GET" || method === "HEAD" || isGraphQL(url)) return false;
  return !TOKENS.test(pathOf(url));
}

function kindOf(method: string, path: string): WriteKind {
  const makes = method === "POST" || method === "PUT";
  return { notifies: NOTIFYING.test(path), creates: makes && !NO_CONTENT.test(path) };
}

/** What is known of a write before it is sent. */
export interface WriteTurn {
  /** How long it waited, in milliseconds. */
  readonly waitedMs: number;
  /** Writes that create something which its installation has left in its hour. */
  readonly left: number;
}

/** Keeps the writes of each installation, and its searches, within GitHub's limits. */
export interface WriteLimiter {
  /**
   * Resolves when the request may be sent; `undefined` where no limit of ours holds for it.
   *
   * @throws RetryError where that takes too long for a run to wait
   */
  readonly wait: (request: PlannedRequest) => Promise<WriteTurn | undefined>;
  /** GitHub has reported a secondary rate limit: the installation's writes come without bursts for an hour. */
  readonly endBursts: (installation: string) => Promise<void>;
  /** Gives the limits up, for what is still to be written before the process ends. */
  readonly hurry: () => void;
}

/**
 * @param secondMs what counts as a second of GitHub's limits, in milliseconds; 0: there are none
 * @param shared where replicas share the limits; in the memory of this process without it
 */
export function createWriteLimiter(secondMs: number, shared?: SharedBudget): WriteLimiter {
  const budgetOf = (pace: { readonly secondMs: number; readonly burst?: number }) =>
    shared === undefined ? createInMemoryBudget(pace, Date.now) : createRedisBudget(pace, shared);
  const writes = budgetOf({ secondMs });
  const searches = budgetOf(SEARCHES);
  const sleeping = new Set<() => void>();
  let hurrying = false;

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        sleeping.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      sleeping.add(wake);
    });
  }

  async function waitUntil({ delayMs, isReserved }: { delayMs: number; isReserved: boolean }) {
    if (isHurrying()) return;
    if (!isReserved) throw new RetryError("GitHub's limit of what is created in an hour", delayMs);
    if (delayMs > 0) await sleep(delayMs);
  }

  // It may change while somebody waits, whatever the compiler thinks.
  const isHurrying = (): boolean => hurrying;

  return {
    async wait({ method, url, installation }) {
      const path = pathOf(url);
      if (hurrying) return undefined;
      if (method === "GET" && path.startsWith("/search/")) {
        const kind = { notifies: false, creates: false };
        await waitUntil(await searches.reserve(`${installation}:search`, kind));
      }
      if (secondMs === 0 || !isWrite(method, url)) return undefined;
      const startedAt = performance.now();
      const reservation = await writes.reserve(installation, kindOf(method, path));
      await waitUntil(reservation);
      return { waitedMs: performance.now() - startedAt, left: reservation.left };
    },
    endBursts: (installation) => writes.endBursts(installation),
    hurry() {
      // The budget in Redis is the other replicas', too.
      if (shared !== undefined) return;
      hurrying = true;
      for (const wake of sleeping) wake();
    },
  };
}

function pathOf(url: string): string {
  return new URL(url, "http://localhost").pathname;
}
