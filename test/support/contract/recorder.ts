import { validateRequest, type SentRequest } from "./validate.js";

/** Collects requests, and validates them when there is time. */
export interface Recorder {
  add(sent: SentRequest): void;
  /** @throws with every problem, each once */
  close(): void;
}

/** So many are kept before they are validated in between. */
const BATCH = 2_000;

/** Validation waits for the end, because reading GitHub's description takes a moment. */
export function createRecorder(): Recorder {
  const problems = new Set<string>();
  let batch: SentRequest[] = [];

  function validate(): void {
    for (const sent of batch) {
      for (const problem of validateRequest(sent)) problems.add(problem);
    }
    batch = [];
  }

  return {
    add({ method, path: sent, query, body }) {
      // Where a redirect after a rename led.
      const path = sent.replace(/^\/repositories\/\d+/, "/repos/by/id");
      batch.push({ method, path, body, ...(query === undefined ? {} : { query }) });
      if (batch.length >= BATCH) validate();
    },
    close() {
      validate();
      if (problems.size === 0) return;
      const list = [...problems].join("\n- ");
      throw new Error(`the App sent what GitHub's API description does not have:\n- ${list}`);
    },
  };
}
