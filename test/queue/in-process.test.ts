import { createInProcessQueue } from "../../src/queue/in-process.js";
import { contractTests } from "./contract.js";

contractTests("the queue in memory", createInProcessQueue);
