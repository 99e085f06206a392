/** What changes a plan file: each function takes its text and gives the text as it is to be. */
export { tickItems } from "./parse/tick.js";
export { approvePlan } from "./edit/approve.js";
export { closeOut } from "./edit/close-out.js";
export { setApprovedBy, setLastUpdated } from "./edit/fields.js";
export { appendDecision, appendLog } from "./edit/logs.js";
export { blockPlan, setStatus, unblockPlan } from "./edit/status.js";
export { chooseStatus } from "./edit/status-words.js";
