import { inflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 0 to 1: the mean over the picture. */
  readonly brightness: number;
  /** How many colours there are, told apart by their upper 4 bits. */
  readonly colours: number;
}

/** Looks at a screenshot as Chromium writes it: PNG, 8 bits, RGB or RGBA, not interlaced (W3C PNG, 9.2 filters). */
export function pixelsOf(png: Buffer): Pixels {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = { 2: 3, 6: 4 }[png.readUInt8(25)];
  if (png.readUInt8(24) !== 8 || channels === undefined) throw new Error('not a PNG of 8 bits RGB or RGBA');
  const data = inflateSync(imageData(png));
  const stride = width * channels;
  let above = Buffer.alloc(stride);
  let sum = 0;
  const colours = new Set<number>();
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const row = unfilter(data[start] ?? 0, data.subarray(start + 1, start + 1 + stride), above, channels);
    for (let x = 0; x < stride; x += channels) {
      const [r, g, b] = [row[x] ?? 0, row[x + 1] ?? 0, row[x + 2] ?? 0];
      sum += r + g + b;
      colours.add(((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4));
    }
    above = row;
  }
  return { width, height, brightness: sum / (width * height * 3 * 255), colours: colours.size };
}

function imageData(png: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') pieces.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return Buffer.concat(pieces);
}

function unfilter(filter: number, row: Buffer, above: Buffer, channels: number): Buffer<ArrayBuffer> {
  const out = Buffer.alloc(row.length);
  for (let i = 0; i < row.length; i += 1) {
    const left = i < channels ? 0 : (out[i - channels] ?? 0);
    const up = above[i] ?? 0;
    const corner = i < channels ? 0 : (above[i - channels] ?? 0);
    out[i] = (row[i] ?? 0) + predicted(filter, left, up, corner);
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const p = left + up - corner;
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
