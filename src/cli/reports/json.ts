import type { Report } from "./report.js";

/** `[{"file","findings":[{"rule","severity","line","message","mend"}]}]`; or `error` for `findings`. */
export const jsonReport: Report = (reports) => `${JSON.stringify(reports, undefined, 2)}\n`;
