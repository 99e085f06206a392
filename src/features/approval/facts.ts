import type { Review } from "../../github/reviews.js";
import type { Format } from "../../plan/parse/parse.js";

/** What reviews say of an open plan. */
export interface Approval {
  /** Approvals and requests for changes that stand, of people who may write to the repository. */
  readonly reviews: readonly Review[];
  /** How many more people's reviews were not looked at, because there are too many. */
  readonly unread: number;
  /** Ids of the approvals that were written into the plan. */
  readonly stamped: readonly number[];
  /** Ids of those that are to be written now: they approve the very text that the plan has. */
  readonly fresh: readonly number[];
  /** SHA of the plan file that was compared with what they saw; only this one gets them. */
  readonly compared: string | undefined;
  /** Ids of approvals of another text of the plan than it has now. */
  readonly outdated: readonly number[];
  /** Somebody approves the plan, or its file says so: it does not follow its issue by itself. */
  readonly isGiven: boolean;
  /** An approval was dismissed after it had been written into the plan. */
  readonly isDismissed: boolean;
  /** The formats that the plan may have; read only where an approval is to be written. */
  readonly formats: readonly Format[];
}

/** No reviews, or none that were read. */
export const NO_APPROVAL: Approval = {
  reviews: [],
  unread: 0,
  stamped: [],
  fresh: [],
  compared: undefined,
  outdated: [],
  isGiven: false,
  isDismissed: false,
  formats: [],
};
