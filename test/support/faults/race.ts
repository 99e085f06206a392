import { isOk, refusal, textField, type Answer, type Call } from "../proxy/http.js";
import { isCreate, only, type Fault } from "./fault.js";

/**
 * Somebody else was a moment faster: what the request would make is made, and the request is told
 * that it exists. Befalls what GitHub allows once alone: branches, pull requests of a branch,
 * labels by name.
 */
export const lostRace: Fault = only(isCreate, {
  name: "lost race",
  befall(request) {
    const refused = refusalOf(request);
    if (refused === undefined) return undefined;
    return { after: (answered) => (isOk(answered) ? refused : undefined) };
  },
});

function refusalOf(call: Call): Answer | undefined {
  const [, , owner = "", , ...rest] = call.path.split("/");
  switch (rest.join("/")) {
    case "git/refs":
      return refusal(422, "Reference already exists");
    case "pulls": {
      const message = `A pull request already exists for ${owner}:${textField(call, "head") ?? ""}.`;
      return refusal(422, "Validation Failed", [
        { resource: "PullRequest", code: "custom", message },
      ]);
    }
    case "labels":
      return refusal(422, "Validation Failed", [
        { resource: "Label", code: "already_exists", field: "name" },
      ]);
    default:
      return undefined;
  }
}
