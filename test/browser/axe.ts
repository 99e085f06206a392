import axe from "axe-core";
import type { Page } from "playwright-core";

/** What is wrong with a page for people who cannot see it, or use no mouse: a line for each rule. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  // As the browser's own code: the page's content security policy lets no script in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
}
