import type { Rule } from "./finding.js";
import { boxShownTicked, boxUnrendered, unread } from "./rules/boxes.js";
import { decisionIncomplete, gateCommand, ratingOffScale, stepFiles } from "./rules/content.js";
import { dateFuture, dateOrder, timelineTotal } from "./rules/dates.js";
import { guidanceLeft } from "./rules/guidance-left.js";
import { linkDangling } from "./rules/links.js";
import {
  characterLost,
  commentUnclosed,
  fenceUnclosed,
  headingUnintended,
  tableWidth,
} from "./rules/markdown.js";
import { sectionEmpty, sectionMissing, sectionOrder } from "./rules/sections.js";
import { folderMismatch, completedOpen, doneNotCompleted, statusUnknown } from "./rules/status.js";

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
  boxShownTicked,
  fenceUnclosed,
  commentUnclosed,
  headingUnintended,
  dateFuture,
  dateOrder,
  characterLost,
  unread,
];
