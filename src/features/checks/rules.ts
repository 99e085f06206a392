import { digestOf } from "../../model/text.js";
import type { CommentMetadata } from "../../model/metadata.js";
import type { Action, Snapshot } from "../snapshot.js";
import { metadataOf, isApproved } from "../state.js";

/**
 * The plan pull request's head has its check run, which the hidden block of the status comment
 * remembers; and the pull requests that the gate looks at are looked at again when the plan is
 * approved, or is not any more.
 */
export function decideCheck(snapshot: Snapshot): Action | undefined {
  const { check, gate } = keysOf(snapshot);
  const metadata = metadataOf(snapshot);
  const isRequested = snapshot.ref.force === true && snapshot.checked === undefined;
  if (
    check !== undefined &&
    check !== snapshot.checked &&
    (check !== metadata?.check || isRequested)
  ) {
    return { type: "check-plan", key: check };
  }
  if (gate !== undefined && gate !== snapshot.gated && gate !== metadata?.gate) {
    return { type: "look-at-pulls", key: gate, numbers: gatedPulls(snapshot) };
  }
  return undefined;
}

/**
 * What the hidden block is to remember: for what the check run was last written, and for what the
 * pull requests were last looked at, by this run or by the one that wrote `before`.
 */
export function checkMetadata(
  snapshot: Snapshot,
  before: CommentMetadata | undefined,
): Pick<CommentMetadata, "check" | "gate"> {
  const { check, gate } = keysOf(snapshot);
  return {
    check: check && (snapshot.checked ?? before?.check),
    gate: gate && (snapshot.gated ?? before?.gate),
  };
}

/** What both depend on; `undefined` for what is off, or has nothing to look at. */
function keysOf(snapshot: Snapshot): Pick<CommentMetadata, "check" | "gate"> {
  const { pulls, config, plan, issue } = snapshot;
  const pull = pulls[0];
  const open = pull?.state === "open" ? pull : undefined;
  const { mode, rules } = config.check;
  // As it was written before rules could be set: a key that is stored already stays.
  const how = Object.keys(rules).length === 0 ? mode : config.check;
  const settings = JSON.stringify([plan?.path, how, config.progress]);
  return {
    check:
      mode === "off" || open === undefined
        ? undefined
        : `${open.headSha} ${digestOf(settings, 16)}`,
    gate:
      config.gate === "off"
        ? undefined
        : `${config.gate} ${isApproved(snapshot)} ${open?.headSha ?? "closed"}${issue.state === "closed" ? " over" : ""}`,
  };
}

/** The open pull requests of this repository that refer to the issue, and the plan's own. */
function gatedPulls({ linked, pulls }: Snapshot): readonly number[] {
  const own = pulls[0]?.state === "open" ? [pulls[0].number] : [];
  const others = linked.flatMap(({ label, state }) => {
    const number = /^#(\d+)$/.exec(label)?.[1];
    return number !== undefined && (state === "open" || state === "draft") ? [Number(number)] : [];
  });
  return [...own, ...others];
}
