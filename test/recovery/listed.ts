/** A delivery of GitHub's list. */
export interface Listed {
  readonly id: number;
  /** When it was made, in ms since 1970. */
  readonly at: number;
  /** HTTP status of the answer; 0 where the App could not be reached. */
  readonly status?: number;
  readonly guid?: string;
  readonly event?: string;
  readonly installation?: number | null;
}

/** What is added to a test's ids: GitHub's have 19 digits, and a JavaScript number tells no two of these apart. */
const FIRST_ID = 1_800_000_000_000_000_000n;

/** The id at GitHub of what a test calls by a small number. */
export function longId(id: number): string {
  return String(FIRST_ID + BigInt(id));
}

/** What a test calls a delivery by its id at GitHub. */
export function shortId(id: string): number {
  return Number(BigInt(id) - FIRST_ID);
}

/** JSON in which every `id` of an answer is as long as GitHub's. */
export function withLongIds(answer: unknown): string {
  return JSON.stringify(answer).replaceAll(/"id":(\d+)/g, (_, id) => `"id":${longId(Number(id))}`);
}

/** A delivery as `GET /app/hook/deliveries` lists it. */
export function listed({
  id,
  at,
  status = 200,
  guid = `guid-${id}`,
  event = "issues",
  installation = 7,
}: Listed): object {
  return {
    id,
    guid,
    delivered_at: new Date(at).toISOString(),
    redelivery: false,
    duration: 0.1,
    status: status === 200 ? "OK" : "failed to connect to host",
    status_code: status,
    event,
    action: "labeled",
    installation_id: installation,
    repository_id: 1,
    throttled_at: null,
  };
}
