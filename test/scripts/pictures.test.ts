import { readFileSync } from "node:fs";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { describe, expect, test } from "#jest";
import { shrinkPng, textOf, withText } from "../../scripts/pictures/png.js";
import { pictureProblems } from "../../scripts/pictures/pictures.js";
import { withoutChance } from "../../scripts/pictures/scenes.js";

const KEYWORD = "plansmith:html-sha256";
const NAMES = ["status-comment", "plan-pull-request", "dashboard"];

/** Scenes with the hashes that the pictures of the project carry. */
function scenes() {
  return NAMES.map((name) => {
    const png = readFileSync(`docs/pictures/${name}-light.png`);
    return { name, width: 1, markup: "", hash: textOf(png, KEYWORD) ?? "" };
  });
}

describe("the pictures of the documentation", () => {
  test("each is small, and one that is out of date is named, in both themes", async () => {
    expect(await pictureProblems(Promise.resolve(scenes()))).toEqual([]);
    const [first, ...others] = scenes();
    const changed = [{ ...first!, hash: "0".repeat(64) }, ...others];
    expect(await pictureProblems(Promise.resolve(changed))).toEqual([
      expect.stringMatching(/status-comment-light\.png is out of date: run npm run docs:pictures/),
      expect.stringMatching(/status-comment-dark\.png is out of date/),
    ]);
    const added = [{ ...first!, name: "other" }];
    expect(await pictureProblems(Promise.resolve(added))).toHaveLength(2);
    for (const name of NAMES) {
      for (const theme of ["light", "dark"]) {
        const { length } = readFileSync(`docs/pictures/${name}-${theme}.png`);
        expect([name, theme, length <= 60 * 1024]).toEqual([name, theme, true]);
      }
    }
  });

  test("what differs between two runs is not in what they show", () => {
    const site = "http://127.0.0.1:4711";
    const sha = "0123456789abcdef0123456789abcdef01234567";
    const markup = (url: string, commit: string, day: string, time: string): string =>
      `<a href="${url}/acme/api/commit/${commit}"><code>${commit.slice(0, 7)}</code></a>` +
      `<time datetime="${day}T${time}:12Z">${time} UTC</time> Last updated ${day} ${time} UTC`;
    const one = withoutChance(markup(site, sha, "2026-01-02", "03:04"), site);
    const other = withoutChance(
      markup("http://127.0.0.1:9", sha.replaceAll("0", "f"), "2027-11-12", "23:59"),
      "http://127.0.0.1:9",
    );
    expect(one).toBe(other);
    expect(one).toContain("https://github.com/acme/api/commit/");
  });
});

describe("PNG", () => {
  test("a text that was put in is found again, under its keyword alone", () => {
    const png = withText(picture([[0, 0, 0]]), KEYWORD, "abc");
    expect(textOf(png, KEYWORD)).toBe("abc");
    expect(textOf(png, "other")).toBeUndefined();
    expect(() => textOf(Buffer.from("no picture"), KEYWORD)).toThrow("this is no PNG");
  });

  test("every pixel keeps its colour, however the browser has packed the rows", () => {
    const colours = Array.from({ length: 5 }, (_, row) =>
      [row * 40, 255 - row * 9, 7, 3, row * 11, 200, row, row, row].map((value) => value & 255),
    );
    expect(pixelsOf(shrinkPng(picture(colours)))).toEqual(colours.flat());
  });
});

/** A picture of three pixels a row (RGB), or of one; each row is packed by another of the five filters. */
function picture(rows: readonly (readonly number[])[]): Buffer {
  const bytes = rows.flatMap((row, y) => {
    const filter = y % 5;
    const packed = row.map((value, x) => {
      const left = row[x - 3] ?? 0;
      const up = rows[y - 1]?.[x] ?? 0;
      const corner = x < 3 ? 0 : (rows[y - 1]?.[x - 3] ?? 0);
      const guess = left + up - corner;
      const nearest = [left, up, corner].toSorted(
        (a, b) => Math.abs(guess - a) - Math.abs(guess - b),
      )[0];
      const base = [0, left, up, Math.floor((left + up) / 2), nearest][filter] ?? 0;
      return (value - base) & 255;
    });
    return [filter, ...packed];
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE((rows[0]?.length ?? 0) / 3, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(bytes))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The colours of a picture with a palette, read without the code under test. */
function pixelsOf(png: Buffer): readonly number[] {
  const find = (type: string): Buffer => {
    const at = png.indexOf(type);
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  const width = find("IHDR").readUInt32BE(0);
  const palette = find("PLTE");
  const rows = inflateSync(find("IDAT"));
  return [...rows].flatMap((index, at) =>
    at % (width + 1) === 0 ? [] : [...palette.subarray(index * 3, index * 3 + 3)],
  );
}
