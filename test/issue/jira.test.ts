import { expect, test } from "#jest";
import { readBody } from "../../src/issue/body.js";
import { read } from "./what-counts.js";

test("headings, lists and code as Jira writes them are those of the issue", () => {
  const body =
    "h3. Description\nThe list is too slow for us.\n\nh3. Tasks\n# measure it\n## with a clock\n# cache it\n{code:bash}\n# no task\n{code}\n\nh3. Acceptance Criteria\n* fast\n** very\n";
  expect(read(body)).toMatchObject({
    goal: "The list is too slow for us.",
    steps: ["- measure it", "- cache it"],
    criteria: ["fast"],
  });
  expect(read("```\nh3. Tasks\n```\n\n# Tasks\n- one").steps).toEqual(["- one"]);
});

test("lines in a row with a sign of a list are a list", () => {
  const lettered = "Slow.\n\nWhat needs to be done:\n\na) measure it\nb) cache it\n";
  expect(read(lettered).steps).toEqual(["- measure it", "- cache it"]);
  expect(read("Slow.\n\n## Tasks\n\n• measure it\n• cache it\n").steps).toHaveLength(2);
  expect(readBody("```\n• a\n• b\n```").source.text).toContain("• a\n• b");
  const sentence = "It fails when\na) it is long\nb) it is old";
  expect(readBody(sentence).source.text).toContain(sentence);
  expect(readBody("a) alone").source.text).toContain("a) alone");
});
