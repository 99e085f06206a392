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
