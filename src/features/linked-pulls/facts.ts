import type { CrossReference } from "../../github/timeline.js";
import type { Landing } from "../landings/reverts.js";

/** A pull request that works on the issue, as the status comment shows it. */
export interface LinkedPull extends CrossReference {
  /** `#5`, or `owner/repo#5` for one of another repository. */
  readonly label: string;
  /** Whether merging it closes the issue; else it is part of it. */
  readonly closes: boolean;
  /** Whether it is in another repository. */
  readonly external: boolean;
  /**
   * Whether it is work on the issue, which changes the plan's state: not where it is external, nor
   * where it only mentions the issue and is of a fork, or of somebody who may not write.
   */
  readonly isWork: boolean;
  /** A program wrote its description from a history: it is linked, and does not say that work began. */
  readonly generated?: boolean;
  /** Where a merged one is now; `undefined` for others, and where it was not read. */
  readonly landing?: Landing | undefined;
}
