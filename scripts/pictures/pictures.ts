import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { shrinkPng, textOf, withText } from "./png.js";
import { playScenes, type Scene } from "./scenes.js";

const FOLDER = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const KEYWORD = "plansmith:html-sha256";
const THEMES = ["light", "dark"] as const;
/** Device pixels of a CSS pixel, as phones have them. */
const SCALE = 2;

/** A theme that pictures are taken in. */
type PictureTheme = (typeof THEMES)[number];

/** What is wrong with the pictures of the documentation: those that are out of date. */
export async function pictureProblems(
  scenes: Promise<readonly Scene[]> = playScenes(),
): Promise<readonly string[]> {
  return (await scenes).flatMap(({ name, hash }) =>
    THEMES.flatMap((theme) => {
      const path = pathOf(name, theme);
      if (!existsSync(path)) return `${path} is missing: run npm run docs:pictures`;
      const isCurrent = textOf(readFileSync(path), KEYWORD) === hash;
      return isCurrent ? [] : `${path} is out of date: run npm run docs:pictures`;
    }),
  );
}

/** Takes every picture that is out of date, or all of them. */
async function takePictures(isForced: boolean): Promise<void> {
  const scenes = await playScenes();
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  try {
    mkdirSync(FOLDER, { recursive: true });
    for (const scene of scenes) {
      for (const theme of THEMES) {
        const path = pathOf(scene.name, theme);
        const isCurrent = existsSync(path) && textOf(readFileSync(path), KEYWORD) === scene.hash;
        if (isCurrent && !isForced) continue;
        const png = withText(shrinkPng(await take(browser, scene, theme)), KEYWORD, scene.hash);
        writeFileSync(path, png);
        process.stdout.write(`${path}: ${Math.ceil(png.length / 1024)} KiB\n`);
      }
    }
  } finally {
    await browser.close();
  }
}

async function take(browser: Browser, scene: Scene, theme: PictureTheme): Promise<Buffer> {
  const page = await browser.newPage({
    viewport: { width: scene.width, height: 400 },
    deviceScaleFactor: SCALE,
    colorScheme: theme,
  });
  await page.setContent(pageOf(scene, theme));
  const isDrawn = await page.evaluate<boolean>(EMOJI_TEST);
  if (!isDrawn) {
    throw new Error("No font has emoji here. Install one (fonts-noto-color-emoji on Debian).");
  }
  const png = await page.locator(".picture").screenshot();
  await page.close();
  return png;
}

/** Whether an emoji is drawn in its own colours, and not as the box of a character without a font. */
const EMOJI_TEST = `(() => {
  const context = document.createElement("canvas").getContext("2d");
  context.font = "32px sans-serif";
  context.fillText("\u{1F7E3}", 0, 32);
  const { data } = context.getImageData(0, 0, 48, 48);
  return data.some((value, index) => index % 4 !== 3 && value > 0);
})()`;

function pageOf({ markup }: Scene, theme: PictureTheme): string {
  const styles = [
    readFileSync(
      fileURLToPath(import.meta.resolve(`github-markdown-css/github-markdown-${theme}.css`)),
    ),
    readFileSync(new URL("../demo/page/page.css", import.meta.url)),
  ];
  return `<!doctype html><html lang="en" data-theme="${theme}"><head><meta charset="utf-8">
    <style>${styles.join("\n")}</style></head>
    <body><div class="picture">${markup}</div></body></html>`;
}

function pathOf(name: string, theme: PictureTheme): string {
  return `${FOLDER}${name}-${theme}.png`;
}

if (argv[1] === fileURLToPath(import.meta.url)) await takePictures(argv.includes("--all"));
