import { runAction } from "./action/run.js";

process.exitCode = await runAction(process.env);
