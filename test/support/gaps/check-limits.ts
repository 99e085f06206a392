import { asObject } from "../json.js";
import { refusal, type Answer, type Call } from "../proxy/http.js";
import type { Gap } from "./gap.js";

/** GitHub takes no more bytes of UTF-8, though its documentation speaks of characters. */
const MAX_BYTES = 65_535;

/**
 * Gap: a check run takes texts of any length. GitHub refuses a summary or a text that is too long, by its
 * bytes.
 *
 * @see https://github.com/github/docs/issues/35252
 */
export function checkLimits(): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/check-runs",
        handle: async (call, next) => tooLong(call) ?? next(call),
      },
      {
        methods: "PATCH",
        path: "/repos/:owner/:repo/check-runs/:number",
        handle: async (call, next) => tooLong(call) ?? next(call),
      },
    ],
  };
}

function tooLong(call: Call): Answer | undefined {
  const output = asObject(asObject(call.body)["output"]);
  const field = ["summary", "text"].find((name) => {
    const text = output[name];
    return typeof text === "string" && Buffer.byteLength(text) > MAX_BYTES;
  });
  if (field === undefined) return undefined;
  const message = `${field} exceeds a maximum bytesize of ${MAX_BYTES}`;
  return refusal(422, "Validation Failed", [
    { resource: "CheckRun", code: "custom", field, message },
  ]);
}
