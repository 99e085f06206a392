import { JSONStringify } from "json-with-bigint";
import type { Gap } from "../gaps/gap.js";
import { answer, isOk, refusal, type Answer, type Call } from "../proxy/http.js";
import type { Next } from "../proxy/routes.js";
import type { Site } from "../proxy/site.js";
import { deliveryItem, isSuccess, wholeDelivery, type Delivery } from "./log.js";
import type { Deliveries } from "./relay.js";

/**
 * Gap: the App cannot read its own delivery log. What is under way is not in it yet.
 *
 * @param target the App's webhook address
 * @see https://docs.github.com/rest/apps/webhooks
 */
export function appDeliveries(
  deliveries: Deliveries,
  site: Site,
  target: () => string | undefined,
): Gap {
  const done = () => deliveries.log.filter(({ status }) => status !== "pending");
  const byId = (id: string | undefined) => done().find((delivery) => String(delivery.id) === id);
  return {
    routes: [
      {
        methods: "GET",
        path: "/app/hook/deliveries",
        handle: (call, next) =>
          forApp(call, next, () => cursorPage(call, site.url, done().toReversed())),
      },
      {
        methods: "GET",
        path: "/app/hook/deliveries/:number",
        handle: (call, next, { number }) =>
          forApp(call, next, () => {
            const found = byId(number);
            if (found === undefined) return refusal(404, "Not Found");
            return withIds(wholeDelivery(found, target() ?? ""));
          }),
      },
      {
        methods: "POST",
        path: "/app/hook/deliveries/:number/attempts",
        handle: (call, next, { number }) =>
          forApp(call, next, () => {
            const found = byId(number);
            if (found === undefined) return refusal(404, "Not Found");
            deliveries.redeliver(found.guid);
            return answer(202, {});
          }),
      },
    ],
  };
}

/** `give`'s answer for whom the emulator takes for the App itself, by its JSON Web Token. */
async function forApp(call: Call, next: Next, give: () => Answer): Promise<Answer> {
  const app = await next({
    method: "GET",
    path: "/app",
    query: new URLSearchParams(),
    headers: call.headers,
    body: undefined,
    actor: call.actor,
  });
  return isOk(app) ? give() : app;
}

/** A page from the entry that the cursor names on, as GitHub pages long logs. */
function cursorPage(call: Call, siteUrl: string, newestFirst: readonly Delivery[]): Answer {
  const size = Math.min(100, Number(call.query.get("per_page") ?? 30) || 30);
  const wanted = call.query.get("status");
  const items = newestFirst.filter(
    (delivery) => wanted === null || isSuccess(delivery) === (wanted === "success"),
  );
  const cursor = call.query.get("cursor");
  const start = cursor === null ? 0 : items.findIndex(({ id }) => `v1_${id}` === cursor);
  if (start < 0) return refusal(400, "Invalid cursor");
  const page = items.slice(start, start + size).map(deliveryItem);
  const after = items[start + size];
  if (after === undefined) return withIds(page);
  const query = new URLSearchParams(call.query);
  query.set("per_page", String(size));
  query.set("cursor", `v1_${after.id}`);
  return withIds(page, { link: `<${siteUrl}${call.path}?${query.toString()}>; rel="next"` });
}

/** A JSON answer in which the ids are numbers with all their digits. */
function withIds(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = Buffer.from(JSONStringify(value));
  return { ...answer(200, undefined, headers), body };
}
