import { asObject, trusted, type Json } from "../json.js";
import { bodyOf, isOk, page, refusal, type Call } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/** GitHub takes no more annotations with one request. */
const MOST = 50;

/**
 * Gap: an update replaces the annotations of a check run, any number of them is taken, and they are
 * listed inside an object, without their columns.
 *
 * @see https://docs.github.com/rest/checks/runs#update-a-check-run
 * @see https://docs.github.com/rest/checks/runs#list-check-run-annotations
 */
export function annotations(site: Site): Gap {
  const kept = new Map<string, readonly Json[]>();

  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/check-runs",
        async handle(call, next) {
          const given = givenIn(call);
          if (given.length > MOST) return tooMany();
          const answered = await next(call);
          if (isOk(answered)) kept.set(String(bodyOf<Json>(answered)["id"]), given);
          return answered;
        },
      },
      {
        methods: "PATCH",
        path: "/repos/:owner/:repo/check-runs/:number",
        async handle(call, next, { number }) {
          const given = givenIn(call);
          if (given.length > MOST) return tooMany();
          const body = asObject(call.body);
          if (body["output"] === undefined) return next(call);
          const all = [...(kept.get(number ?? "") ?? []), ...given];
          const output = { ...asObject(body["output"]), annotations: all };
          const answered = await next({ ...call, body: { ...body, output } });
          if (isOk(answered)) kept.set(number ?? "", all);
          return answered;
        },
      },
      {
        methods: "GET",
        path: "/repos/:owner/:repo/check-runs/:number/annotations",
        async handle(call, next, { number }) {
          const answered = await next(call);
          if (!isOk(answered)) return answered;
          return page<unknown>(call, site.url, kept.get(number ?? "") ?? []);
        },
      },
    ],
  };
}

function givenIn(call: Call): readonly Json[] {
  return trusted<Json[] | undefined>(asObject(asObject(call.body)["output"])["annotations"]) ?? [];
}

function tooMany() {
  return refusal(422, "Invalid request.\n\nNo more than 50 items are allowed; annotations");
}
