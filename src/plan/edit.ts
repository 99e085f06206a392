/** What changes a plan file: each function takes its text and gives the text as it is to be. */
export { tickItems } from "./parse/tick.js";
export { approvePlan } from "./edit/approve.js";
export { closeOut, type CloseOut } from "./edit/close-out.js";
export { setApprovedBy, setLastUpdated } from "./edit/fields.js";
export { appendDecision, appendLog, type NewDecision, type NewEntry } from "./edit/logs.js";
export { blockPlan, setStatus, unblockPlan } from "./edit/status.js";
export { chooseStatus, wordFor, type ChosenStatus } from "./edit/status-words.js";
