import DefaultSequencer from "@jest/test-sequencer";

/** What takes longest, in this order: started last, it would keep one worker busy alone. */
const FIRST = [
  "/bot/trouble.",
  "/bot/people.",
  "/bot/work.",
  "/chaos/",
  "/histories/",
  "/bot/",
  "/queue/",
];

/** The default order, but for {@link FIRST}: it knows how long files took only from earlier runs. */
export default class Sequencer extends DefaultSequencer {
  sort(tests) {
    const place = ({ path }) => FIRST.findIndex((part) => path.includes(part)) + 1 || Infinity;
    return super.sort(tests).toSorted((one, other) => Math.sign(place(one) - place(other)) || 0);
  }
}
