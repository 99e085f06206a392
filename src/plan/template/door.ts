import { defineTask } from "../../model/compute.js";
import { plainTemplate } from "./choose.js";
import { loadTemplate, TemplateError } from "./template.js";

/** Reads a template: {@link loadTemplate}, with what is wrong with it as data. */
export const TEMPLATE = defineTask("a template", (source: string, name: string) => {
  try {
    return loadTemplate(source, name);
  } catch (error) {
    if (error instanceof TemplateError) return plainTemplate(error);
    throw error;
  }
});
