import { digestOf } from "../../model/digest.js";
import type { CommentMetadata } from "../../model/metadata.js";
import type { Action } from "../actions.js";
import type { Snapshot } from "../snapshot.js";
import { metadataOf, isApproved } from "../state.js";

/**
 * The plan pull request's head has its check run, which the hidden block of the status comment
 * remembers; and the pull requests that the gate looks at are looked at again when the plan is
 * approved, or is not any more.
 */
export function decideCheck(world: Snapshot): Action | undefined {
  const { check, gate } = keysOf(world);
  const told = metadataOf(world);
  const asked = world.ref.force === true && world.checked === undefined;
  if (check !== undefined && check !== world.checked && (check !== told?.check || asked)) {
    return { type: "check-plan", key: check };
  }
  if (gate !== undefined && gate !== world.gated && gate !== told?.gate) {
    return { type: "look-at-pulls", key: gate, numbers: gatedPulls(world) };
  }
  return undefined;
}

/**
 * What the hidden block is to remember: for what the check run was last written, and for what the
 * pull requests were last looked at, by this run or by the one that wrote `before`.
 */
export function checkMetadata(
  world: Snapshot,
  before: CommentMetadata | undefined,
): Pick<CommentMetadata, "check" | "gate"> {
  const { check, gate } = keysOf(world);
  return {
    check: check && (world.checked ?? before?.check),
    gate: gate && (world.gated ?? before?.gate),
  };
}

/** What both depend on; `undefined` for what is off, or has nothing to look at. */
function keysOf(world: Snapshot): Pick<CommentMetadata, "check" | "gate"> {
  const { pulls, config, plan } = world;
  const pull = pulls[0];
  const open = pull?.state === "open" ? pull : undefined;
  const settings = JSON.stringify([plan?.path, config.check, config.progress]);
  return {
    check:
      config.check === "off" || open === undefined
        ? undefined
        : `${open.headSha} ${digestOf(settings, 16)}`,
    gate:
      config.gate === "off"
        ? undefined
        : `${config.gate} ${isApproved(world)} ${open?.headSha ?? "closed"}`,
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
