import { isAlike, words } from "../../parse/format.js";
import type { Section } from "../../parse/outline.js";
import type { Checked } from "../finding.js";

/** A section that the format asks for. */
export interface Place {
  readonly name: string;
  /** The plan's section; `undefined` where it has none. */
  readonly section: Section | undefined;
}

/** The sections that must be there, in the format's order; none for a plan that only resembles it. */
export function placesOf({ template, sections, strict }: Checked): readonly Place[] {
  const level2 = sections.filter(({ depth }) => depth === 2);
  const places = (template?.sections.required ?? []).map((name): Place => {
    const exact = level2.find(({ title }) => words(title) === words(name));
    const alike = () => level2.find(({ title }) => isAlike(words(title), words(name)));
    return { name, section: exact ?? alike() };
  });
  const missing = places.filter(({ section }) => section === undefined);
  return strict || missing.length * 3 <= places.length ? places : [];
}
