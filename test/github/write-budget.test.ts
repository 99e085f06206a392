import { createInMemoryBudget } from "../../src/github/http/write-limiter.js";
import { describeWriteBudget } from "./write-budget-laws.js";

describeWriteBudget(
  "a budget in memory",
  (now) => createInMemoryBudget({ secondMs: 1000 }, now),
  100,
);
