import { createRedisBudget } from "../../src/github/http/write-limiter.js";
import { describeOnRedis } from "../support/on-redis.js";
import { describeWriteBudget } from "./write-budget-laws.js";

let budgets = 0;

describeOnRedis("the budget that replicas share", (client) => {
  describeWriteBudget(
    "on Redis",
    (now) => {
      budgets += 1;
      const shared = { client: client(), prefix: `budget-${budgets}` };
      return createRedisBudget({ secondMs: 1000 }, shared, now);
    },
    5,
  );
});
