import { answer, refusal, type Answer, type Call } from "../proxy/http.js";
import type { Gap } from "../gaps/gap.js";
import { deliveryItem } from "./log.js";
import type { Deliveries } from "./relay.js";

/**
 * Gap: the App cannot read its own delivery log.
 *
 * @see https://docs.github.com/rest/apps/webhooks
 */
export function appDeliveries(deliveries: Deliveries, siteUrl: string): Gap {
  const newestFirst = () =>
    deliveries.log.filter(({ status }) => status !== "pending").toReversed();
  return {
    routes: [
      {
        methods: "GET",
        path: "/app/hook/deliveries",
        async handle(call) {
          return unauthorized(call) ?? cursorPage(call, siteUrl, newestFirst().map(deliveryItem));
        },
      },
      {
        methods: "GET",
        path: "/app/hook/deliveries/:number",
        async handle(call, _next, { number }) {
          const found = deliveries.log.find(({ id }) => id === Number(number));
          if (found === undefined) return unauthorized(call) ?? refusal(404, "Not Found");
          const request = { headers: { "X-GitHub-Event": found.event }, payload: found.payload };
          const whole = { ...deliveryItem(found), url: siteUrl, request };
          const response = { headers: {}, payload: null };
          return unauthorized(call) ?? answer(200, { ...whole, response });
        },
      },
      {
        methods: "POST",
        path: "/app/hook/deliveries/:number/attempts",
        async handle(call, _next, { number }) {
          const refused = unauthorized(call);
          if (refused !== undefined) return refused;
          const found = deliveries.log.find(({ id }) => id === Number(number));
          if (found === undefined) return refusal(404, "Not Found");
          deliveries.redeliver(found.guid);
          return answer(202, {});
        },
      },
    ],
  };
}

function unauthorized(call: Call): Answer | undefined {
  if (/^bearer eyJ/i.test(call.headers["authorization"] ?? "")) return undefined;
  return refusal(401, "A JSON web token could not be decoded");
}

/** A page from the entry that the cursor names on, as GitHub pages long logs. */
function cursorPage(
  call: Call,
  siteUrl: string,
  items: readonly Readonly<Record<string, unknown>>[],
): Answer {
  const size = Math.min(100, Number(call.query.get("per_page") ?? 30) || 30);
  const cursor = call.query.get("cursor");
  const start = cursor === null ? 0 : items.findIndex(({ id }) => `v1_${String(id)}` === cursor);
  if (start < 0) return refusal(400, "Invalid cursor");
  const next = items[start + size];
  if (next === undefined) return answer(200, items.slice(start));
  const query = new URLSearchParams({ per_page: String(size), cursor: `v1_${String(next["id"])}` });
  const link = `<${siteUrl}${call.path}?${query.toString()}>; rel="next"`;
  return answer(200, items.slice(start, start + size), { link });
}
