import type { LoggedRequest } from "./proxy/intercept.js";

/** What some requests cost. */
export interface Cost {
  /** All of them. */
  readonly requests: number;
  /** Those that count against the rate limit: all but what GitHub answered with 304. */
  readonly counted: number;
  readonly notModified: number;
  /** Those that change the world. */
  readonly writes: number;
}

/** The cost of the App's requests among `requests`. */
export function costOfApp(requests: readonly LoggedRequest[]): Cost {
  const own = requests.filter(({ byApp }) => byApp);
  const notModified = own.filter(({ status }) => status === 304).length;
  return {
    requests: own.length,
    counted: own.length - notModified,
    notModified,
    writes: own.filter(({ write }) => write).length,
  };
}
