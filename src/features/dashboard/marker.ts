/** What the dashboard's issue is called. */
export const DASHBOARD_TITLE = "Plans";

const MARKER = /^<!-- plansmith:dashboard at=(\S{1,40}) -->$/;

/** The last line of the dashboard. With the App as the author of the issue, it makes the issue ours. */
export function dashboardMarker(at: string): string {
  return `<!-- plansmith:dashboard at=${at} -->`;
}

/** When a dashboard was written, as its last line says; `undefined` for any other text. */
export function readDashboardMarker(body: string): string | undefined {
  return MARKER.exec(body.trimEnd().split(/\r?\n/).at(-1) ?? "")?.[1];
}

/** Whether the text of an issue is a dashboard, at a glance. */
export function mayBeDashboard(body: string): boolean {
  return body.includes("<!-- plansmith:dashboard ");
}

/** What the boxes of the dashboard do to the plan of an issue. */
const BOXES = { refill: "refill", archive: "close-out" } as const;

/** The box of an issue on the dashboard. */
export function dashboardBox(what: keyof typeof BOXES, number: number): string {
  return `${what}-${number}`;
}

/** The issue that a box of the dashboard is about, and the box of its status comment that does the same. */
export function readDashboardBox(
  box: string,
): { readonly number: number; readonly control: (typeof BOXES)[keyof typeof BOXES] } | undefined {
  const [, what, number] = /^(refill|archive)-([1-9]\d{0,9})$/.exec(box) ?? [];
  if (what !== "refill" && what !== "archive") return undefined;
  return { number: Number(number), control: BOXES[what] };
}
