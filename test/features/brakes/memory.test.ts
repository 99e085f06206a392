import { beforeEach, describe, expect, test } from "#jest";
import {
  createInMemoryBrakes,
  createRedisBrakes,
  type Brakes,
} from "../../../src/features/brakes/memory.js";
import { issueRef } from "../../../src/model/refs.js";
import { describeOnRedis } from "../../support/on-redis.js";

const ISSUE = issueRef({ installationId: 7, owner: "octo", repo: "api" }, 3);
const OTHER = { ...ISSUE, number: 4 };

let now = 0;
let brakes: Brakes;

function contract(make: () => Brakes): void {
  beforeEach(() => {
    now = 1_000_000_000_000;
    brakes = make();
  });

  test("the fourth equal correction waits, and it is said once that it does", async () => {
    for (let nth = 0; nth < 3; nth += 1) {
      expect(await brakes.press(ISSUE, "label a")).toMatchObject({ free: true });
    }
    expect(await brakes.contested(ISSUE)).toEqual([]);
    const until = now + 60_000;
    expect(await brakes.press(ISSUE, "label a")).toEqual({ free: false, until, first: true });
    expect(await brakes.press(ISSUE, "label a")).toEqual({ free: false, until, first: false });
    expect(await brakes.contested(ISSUE)).toEqual(["label a"]);
    now += 60_000;
    expect(await brakes.press(ISSUE, "label a")).toMatchObject({ free: true, first: false });
    expect(await brakes.contested(ISSUE)).toEqual(["label a"]);
  });

  test("other corrections and other issues are not held back", async () => {
    for (let nth = 0; nth < 4; nth += 1) await brakes.press(ISSUE, "label a");
    expect(await brakes.press(ISSUE, "label b")).toMatchObject({ free: true });
    expect(await brakes.press(OTHER, "label a")).toMatchObject({ free: true });
    expect(await brakes.contested(OTHER)).toEqual([]);
  });
}

describe("in memory", () => {
  contract(() => createInMemoryBrakes(() => now));
});

describeOnRedis("on Redis", (client) => {
  let nth = 0;
  const make = (): Brakes => createRedisBrakes(client(), `test-${nth}`, () => now);
  contract(() => {
    nth += 1;
    return make();
  });

  test("another process knows what this one has counted", async () => {
    for (let count = 0; count < 4; count += 1) await brakes.press(ISSUE, "label a");
    expect(await make().press(ISSUE, "label a")).toMatchObject({ free: false, first: false });
  });
});
