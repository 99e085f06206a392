import { readDocument, type Document } from "../markdown.js";
import { outline, type Section } from "../parse/outline.js";

/** A plan file that is to be changed. */
export interface Opened {
  readonly text: string;
  readonly document: Document;
  readonly sections: readonly Section[];
}

/** Reads a plan file to change it. */
export function open(text: string): Opened {
  const document = readDocument(text);
  return { text, document, sections: outline(document.tree) };
}
