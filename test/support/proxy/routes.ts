import type { Answer, Call } from "./http.js";

/** What a pattern's `:name` and `*name` parts matched, decoded. */
type Params = Readonly<Record<string, string>>;

/** Passes the call on: to the next gap that has something to say, and at last to the emulator. */
export type Next = (call: Call) => Promise<Answer>;

/** A piece of GitHub's behaviour around one endpoint. */
export interface Route {
  /** Methods, divided by spaces. */
  readonly methods: string;
  /** `:name` matches one path segment (`:number` digits alone), `*name` the rest. */
  readonly path: string;
  readonly handle: (call: Call, next: Next, params: Params) => Promise<Answer>;
}

/** The params with which `route` matches, else `undefined`. */
function matchRoute(route: Route, method: string, path: string): Params | undefined {
  if (!route.methods.split(" ").includes(method)) return undefined;
  const pattern = route.path.split("/");
  const segments = path.split("/");
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith("*")) {
      params[part.slice(1)] = decodeURIComponent(segments.slice(index).join("/"));
      return segments.length > index ? params : undefined;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (part === ":number" && !/^\d+$/.test(segment)) return undefined;
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return segments.length === pattern.length ? params : undefined;
}

/** One function out of many routes: the first in the list is the outermost. */
export function compose(routes: readonly Route[], last: Next): Next {
  return routes.reduceRight<Next>(
    (next, route) => async (call) => {
      const params = matchRoute(route, call.method, call.path);
      return params === undefined ? next(call) : route.handle(call, next, params);
    },
    last,
  );
}
