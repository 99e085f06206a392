import type { Rule } from "./finding.js";
import { boxUnrendered } from "./rules/boxes-unrendered.js";
import { characterLost } from "./rules/characters.js";
import { dateFuture, dateOrder } from "./rules/dates.js";
import { decisionIncomplete } from "./rules/decisions.js";
import { fenceUnclosed } from "./rules/fences.js";
import { folderMismatch } from "./rules/folder.js";
import { gateCommand } from "./rules/gates.js";
import { guidanceLeft } from "./rules/guidance-left.js";
import { linkDangling } from "./rules/links.js";
import { ratingOffScale } from "./rules/ratings.js";
import { sectionEmpty } from "./rules/section-empty.js";
import { sectionMissing } from "./rules/section-missing.js";
import { sectionOrder } from "./rules/section-order.js";
import { completedOpen, doneNotCompleted, statusUnknown } from "./rules/status.js";
import { stepFiles } from "./rules/steps.js";
import { tableWidth } from "./rules/tables.js";
import { timelineTotal } from "./rules/timeline.js";
import { unread } from "./rules/unread.js";

/** Every rule, in the order of docs/checks.md. */
export const RULES: readonly Rule[] = [
  guidanceLeft,
  sectionMissing,
  sectionEmpty,
  sectionOrder,
  statusUnknown,
  completedOpen,
  doneNotCompleted,
  folderMismatch,
  tableWidth,
  ratingOffScale,
  timelineTotal,
  linkDangling,
  stepFiles,
  decisionIncomplete,
  gateCommand,
  boxUnrendered,
  fenceUnclosed,
  dateFuture,
  dateOrder,
  characterLost,
  unread,
];
