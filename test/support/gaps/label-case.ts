import { asObject, type LabelJson } from "../json.js";
import { field, refusal, textField, type Call } from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/** Gives the name of a label as the repository has it. */
type Canonical = (name: string) => string;

/**
 * Gap: `Bug` and `bug` are two labels. GitHub compares names of labels without case.
 *
 * @see https://docs.github.com/rest/issues/labels
 */
export function labelCase(site: Site): Gap {
  async function known(repository: string): Promise<Canonical> {
    const labels = await site.upstream.list<LabelJson>(`/repos/${repository}/labels`);
    const names = new Map(labels.map(({ name }) => [name.toLowerCase(), name]));
    return (name) => names.get(name.toLowerCase()) ?? name;
  }

  const inBody: Route["handle"] = async (call, next, { owner, repo }) => {
    const { body } = call;
    const labels = Array.isArray(body) ? body : field(call, "labels");
    if (!Array.isArray(labels)) return next(call);
    const canonical = await known(`${owner}/${repo}`);
    const renamed = labels.map((label) => canonicalLabel(label, canonical));
    return next({
      ...call,
      body: Array.isArray(body) ? renamed : { ...asObject(body), labels: renamed },
    });
  };

  const inPath: Route["handle"] = async (call, next, { owner, repo, name = "" }) => {
    const canonical = await known(`${owner}/${repo}`);
    const before = call.path.slice(0, call.path.lastIndexOf("/labels/"));
    return next({ ...call, path: `${before}/labels/${encodeURIComponent(canonical(name))}` });
  };

  return {
    routes: [
      { methods: "POST", path: "/repos/:owner/:repo/issues", handle: inBody },
      { methods: "PATCH", path: "/repos/:owner/:repo/issues/:number", handle: inBody },
      { methods: "POST PUT", path: "/repos/:owner/:repo/issues/:number/labels", handle: inBody },
      {
        methods: "DELETE",
        path: "/repos/:owner/:repo/issues/:number/labels/*name",
        handle: inPath,
      },
      { methods: "GET PATCH DELETE", path: "/repos/:owner/:repo/labels/*name", handle: inPath },
      {
        methods: "POST",
        path: "/repos/:owner/:repo/labels",
        async handle(call, next, { owner, repo }) {
          const name = textField(call, "name") ?? "";
          const canonical = await known(`${owner}/${repo}`);
          if (canonical(name) === name) return next(call);
          const error = { resource: "Label", code: "already_exists", field: "name" };
          return refusal(422, "Validation Failed", [error]);
        },
      },
      {
        methods: "GET",
        path: "/repos/:owner/:repo/issues",
        async handle(call, next, { owner, repo }) {
          const labels = call.query.get("labels");
          if (labels === null) return next(call);
          return next(withLabels(call, labels, await known(`${owner}/${repo}`)));
        },
      },
    ],
  };
}

function withLabels(call: Call, labels: string, canonical: Canonical): Call {
  const query = new URLSearchParams(call.query);
  const names = labels.split(",").map((name) => canonical(name.trim()));
  query.set("labels", names.join(","));
  return { ...call, query };
}

function canonicalLabel(label: unknown, canonical: Canonical): unknown {
  if (typeof label === "string") return canonical(label);
  const { name } = asObject(label);
  return typeof name === "string" ? { ...asObject(label), name: canonical(name) } : label;
}
