import { crc32, deflateSync, inflateSync } from "node:zlib";

/** @see https://www.w3.org/TR/png-3/ */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The most colours that are kept; a palette can have 256. Text on plain grounds needs no more. */
const MAX_COLOURS = 44;
/** How many of them are the most frequent ones. */
const FREQUENT_COLOURS = 20;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/**
 * A smaller picture of the same size: with a palette of a few of its colours, of which every other
 * one becomes the nearest. Texts and plain grounds lose nothing that one could see.
 *
 * @param png as browsers write it: 8 bits a channel, without interlace; what is transparent becomes opaque
 */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const { palette, indexes } = reduce(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    indexes.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits, a palette; the rest has one value each.
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]));
  return join([
    { type: "IHDR", data: header },
    { type: "PLTE", data: colours },
    { type: "IDAT", data: deflateSync(rows, { level: 9, memLevel: 9 }) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}

/** The picture with a text in it, under a keyword, which nobody sees. */
export function withText(png: Buffer, keyword: string, text: string): Buffer {
  const data = Buffer.from(`${keyword}\0${text}`, "latin1");
  const chunks = split(png);
  return join([...chunks.slice(0, -1), { type: "tEXt", data }, ...chunks.slice(-1)]);
}

/** The text that a picture has under a keyword. */
export function textOf(png: Buffer, keyword: string): string | undefined {
  const start = `${keyword}\0`;
  const texts = split(png).filter(({ type }) => type === "tEXt");
  const found = texts.find(({ data }) => data.toString("latin1").startsWith(start));
  return found?.data.toString("latin1").slice(start.length);
}

function split(png: Buffer): readonly Chunk[] {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error("this is no PNG");
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function join(chunks: readonly Chunk[]): Buffer {
  const parts = chunks.flatMap(({ type, data }) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return [ends.subarray(0, 4), body, ends.subarray(4)];
  });
  return Buffer.concat([SIGNATURE, ...parts]);
}

/** A picture, with the colour of each pixel as `0xrrggbb`. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

function decode(png: Buffer): Pixels {
  const chunks = split(png);
  const header = chunks[0]?.data ?? Buffer.alloc(13);
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const [depth, kind, , , interlace] = header.subarray(8);
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlace !== 0) {
    throw new Error("only PNG of 8 bits a channel, without palette and interlace");
  }
  const size = kind === 6 ? 4 : 3;
  const data = inflateSync(
    Buffer.concat(chunks.flatMap((chunk) => (chunk.type === "IDAT" ? chunk.data : []))),
  );
  const stride = width * size;
  const pixels = new Uint32Array(width * height);
  let above: Uint8Array = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const row = Uint8Array.from(data.subarray(start + 1, start + 1 + stride));
    unfilter(data[start] ?? 0, row, above, size);
    for (let x = 0; x < width; x += 1) {
      const [red = 0, green = 0, blue = 0] = row.subarray(x * size, x * size + 3);
      pixels[y * width + x] = (red << 16) | (green << 8) | blue;
    }
    above = row;
  }
  return { width, height, pixels };
}

/** Puts the bytes of a row in place, which say what they differ by from those left and above. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, size: number): void {
  for (let at = 0; at < row.length; at += 1) {
    const left = row[at - size] ?? 0;
    const up = above[at] ?? 0;
    const corner = at < size ? 0 : (above[at - size] ?? 0);
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    row[at] = (row[at] ?? 0) + guess;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (byLeft! <= byUp! && byLeft! <= byCorner!) return left;
  return byUp! <= byCorner! ? up : corner;
}

function reduce(pixels: Uint32Array): {
  readonly palette: readonly number[];
  readonly indexes: Buffer;
} {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const byCount = [...counts].toSorted(([a, many], [b, more]) => more - many || a - b);
  const palette = byCount.slice(0, FREQUENT_COLOURS).map(([colour]) => colour);
  // Then those that are the most unlike: a small red sign is to stay red.
  while (palette.length < Math.min(MAX_COLOURS, byCount.length)) {
    const weight = ([colour, count]: readonly [number, number]): number =>
      distance(colour, palette[nearest(palette, colour)] ?? 0) * Math.sqrt(count);
    const weights = byCount.map(weight);
    const heaviest = weights.indexOf(Math.max(...weights));
    palette.push(byCount[heaviest]?.[0] ?? 0);
  }
  const places = new Map(byCount.map(([colour]) => [colour, nearest(palette, colour)]));
  return { palette, indexes: Buffer.from(pixels.map((pixel) => places.get(pixel) ?? 0)) };
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Infinity;
  palette.forEach((other, index) => {
    const far = distance(colour, other);
    if (far >= least) return;
    least = far;
    best = index;
  });
  return best;
}

/** The square of how far apart two colours are. */
function distance(a: number, b: number): number {
  return [16, 8, 0].reduce(
    (sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2,
    0,
  );
}
