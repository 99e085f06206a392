import { runAction } from "./action/run.js";

const code = await runAction(process.env);
// Connections that GitHub keeps open would hold the process, and a job pays by the minute.
process.stdout.write("", () => process.exit(code));
