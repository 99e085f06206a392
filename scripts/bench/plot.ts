import type { Plot } from "./row.js";

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 70;
const RIGHT = 20;
const TOP = 40;
const BOTTOM = 50;
const COLORS = ["#1f6feb", "#bf8700", "#1a7f37"];
const GRID_LINES = 4;

/** A plot as an SVG that can be read on a light page and on a dark one. */
export function svgOf(plot: Plot): string {
  const points = plot.series.flatMap((series) => series.points);
  const mostX = Math.max(1, ...points.map(([x]) => x));
  const mostY = niceTop(Math.max(...points.map(([, y]) => y)));
  const placeX = (x: number): number => LEFT + (x / mostX) * (WIDTH - LEFT - RIGHT);
  const placeY = (y: number): number => HEIGHT - BOTTOM - (y / mostY) * (HEIGHT - TOP - BOTTOM);
  const values = [...new Set(points.map(([x]) => x))];
  const grid = Array.from({ length: GRID_LINES + 1 }, (_, at) => (mostY * at) / GRID_LINES);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(plot.title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    label(WIDTH / 2, 20, plot.title, "middle", ' font-weight="bold"'),
    ...grid.flatMap((y) => [
      line(LEFT, placeY(y), WIDTH - RIGHT, placeY(y)),
      label(LEFT - 8, placeY(y) + 4, number(y), "end"),
    ]),
    ...values
      .filter((x, at) => values.length <= 6 || at % 2 === 0 || x === mostX)
      .map((x) => label(placeX(x), HEIGHT - BOTTOM + 18, number(x), "middle")),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, plot.x, "middle"),
    `<text x="16" y="${HEIGHT / 2}" fill="#1f2328" text-anchor="middle" transform="rotate(-90 16 ${HEIGHT / 2})">${escaped(plot.y)}</text>`,
    ...plot.series.flatMap(({ name, points: own }, at) => {
      const color = COLORS[at % COLORS.length] ?? "";
      const path = own.map(([x, y]) => `${round(placeX(x))},${round(placeY(y))}`);
      return [
        `<polyline points="${path.join(" ")}" fill="none" stroke="${color}" stroke-width="2"/>`,
        ...path.map((place) => {
          const [x, y] = place.split(",");
          return `<circle cx="${x}" cy="${y}" r="3" fill="${color}"/>`;
        }),
        `<text x="${LEFT + 12}" y="${TOP + 14 + at * 16}" fill="${color}">${escaped(name)}</text>`,
      ];
    }),
    "</svg>",
    "",
  ].join("\n");
}

function line(fromX: number, fromY: number, toX: number, toY: number): string {
  return `<line x1="${round(fromX)}" y1="${round(fromY)}" x2="${round(toX)}" y2="${round(toY)}" stroke="#d1d9e0"/>`;
}

function label(x: number, y: number, text: string, anchor: string, more = ""): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="#1f2328" text-anchor="${anchor}"${more}>${escaped(text)}</text>`;
}

/** The next round number above. */
function niceTop(most: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 4, 5, 8, 10].map((times) => times * step).find((top) => top >= most) ?? most;
}

function number(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 2 });
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
