import { html, type Html } from "./html.js";

/** Drawings in a square of 16, as strokes in the colour of the text around them. */
const DRAWINGS = {
  "issue-open": html`<circle cx="8" cy="8" r="6.2" /><circle
      cx="8"
      cy="8"
      r="1"
      fill="currentColor"
    />`,
  "issue-closed": html`<circle cx="8" cy="8" r="6.2" /><path d="m5.2 8.2 2 2 3.6-4" />`,
  pull: html`<circle cx="4" cy="3.5" r="1.7" /><circle cx="4" cy="12.5" r="1.7" /><circle
      cx="12"
      cy="12.5"
      r="1.7"
    /><path d="M4 5.200v5.600M12 10.800V6a2.5 2.5 0 0 0-2.5-2.5H8m1.5-2L7.5 3.5l2 2" />`,
  merge: html`<circle cx="4" cy="3.5" r="1.7" /><circle cx="4" cy="12.5" r="1.7" /><circle
      cx="12"
      cy="8"
      r="1.7"
    /><path d="M4 5.200v5.600M4 5.200c.4 2 2.4 2.8 6.3 2.8" />`,
  check: html`<path d="m3.5 8.5 3 3 6-7" />`,
  cross: html`<path d="m4 4 8 8m0-8-8 8" />`,
  neutral: html`<rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" />`,
  plan: html`<rect x="1.5" y="1.5" width="13" height="13" rx="3" /><path
      d="m4.8 8.4 2.2 2.2 4.2-5"
    />`,
} as const;

/** An icon. Without a name it is decoration. */
export function icon(drawing: keyof typeof DRAWINGS, className = "", name?: string): Html {
  const role =
    name === undefined ? html`aria-hidden="true"` : html`role="img" aria-label="${name}"`;
  return html`<svg
    class="icon ${className}"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    ${role}
  >
    ${DRAWINGS[drawing]}
  </svg>`;
}
