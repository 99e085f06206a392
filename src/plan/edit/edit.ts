/** What changes a plan file: each function takes its text and gives the text as it is to be. */
export { tickItems } from "../parse/progress.js";
export { approvePlan } from "./status.js";
export { archivePlan as closeOut } from "./archive.js";
export { setApprovedBy, setLastUpdated } from "./fields.js";
export { appendDecision, appendLog } from "./logs.js";
export { blockPlan, setStatus, unblockPlan } from "./status.js";
export { chooseStatus } from "./status.js";
