import * as z from "zod";
import { TEMPLATE_NAME } from "../../plan/identity.js";

/** Limit for the entries of a list. */
export const MAX_ENTRIES = 50;

/** GitHub's limit for label names is 50 characters; in requests, commas separate them. */
export const labelName = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[^,\p{Cc}]+$/u, "A label name cannot contain a comma or a line break.")
  // YAML 1.2 reads them as texts. As names, they would fail silently.
  .refine(
    (name) => !/^(?:yes|no|on|off)$/i.test(name),
    "YAML reads it as text: write false, or use another name.",
  )
  .meta({ title: "the name of a label" });

/** A login, or an App's with `[bot]` at its end. */
export const login = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,38}(?:\[bot\])?$/i, "It is not a GitHub login.")
  .meta({ title: "a login" });

/** Someone who can be asked for a review. */
export const reviewer = z
  .string()
  .regex(
    /^(?:[a-z0-9][a-z0-9-]{0,38}\/)?[a-z0-9][a-z0-9_-]{0,99}$/i,
    "This is neither a login nor an organization/team.",
  )
  .meta({ title: "a login or organization/team" });

/** A template, by name. */
export const template = z
  .string()
  .regex(TEMPLATE_NAME, "Template names use small letters a–z, digits and inner dashes.")
  .meta({ title: "the name of a template" });

/** A heading of a plan or an issue form. */
export const heading = z.string().trim().min(1).max(200).meta({ title: "a heading" });

/** A pattern in which `problemOf` finds nothing wrong. */
export const pattern = (problemOf: (text: string) => string | undefined, title: string) =>
  z
    .string()
    .superRefine((text, context) => {
      const problem = problemOf(text);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .meta({ title });
