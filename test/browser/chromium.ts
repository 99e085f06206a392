import { chromium, type BrowserContextOptions, type Page } from "playwright-core";

/** Debian's; another one where the environment says so. */
const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/**
 * Opens a page in a browser of its own, and closes the browser afterwards.
 *
 * @param options what the browser is like: its size and colours, say
 * @throws where a page throws an error or violates its content security policy
 */
export async function browse(
  act: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: EXECUTABLE,
    // Containers run as root, and have little shared memory.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  try {
    const page = await (await browser.newContext(options)).newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      const isMissingIcon = message.location().url.endsWith("/favicon.ico");
      const isStatus = message.text().includes("the server responded with a status of");
      if (message.type() === "error" && !isMissingIcon && !isStatus) problems.push(message.text());
    });
    await act(page);
    if (problems.length > 0) throw new Error(problems.join("\n"));
  } finally {
    await browser.close();
  }
}
