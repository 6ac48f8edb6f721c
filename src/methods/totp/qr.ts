import { crc32, deflateSync } from 'node:zlib';
import qrcode from 'qrcode';

/** The filter «Up», which writes a row as its difference to the one above: none. */
const LIKE_ABOVE = 2;
/** Pixels on each side, as on Kratos' wire. */
export const SIZE = 256;
/** Modules of nothing around the code that readers rely on (ISO/IEC 18004). */
const QUIET = 4;
const BLACK_AND_WHITE = 1;
/** Bytes of a row of pixels, one bit each, with the byte that names the row's filter. */
const ROW = 1 + SIZE / 8;

/** One for all drawings, which are done before another one begins. */
const rows = Buffer.alloc(ROW * SIZE);

/** A QR code as a PNG in a data URL. @param content at most some 600 characters, so that a module is two pixels wide */
export const qrImage = (content: string): string => `data:image/png;base64,${png(draw(content)).toString('base64')}`;

/**
 * Rows of pixels as they stand in a PNG, 1 is white. All of the content as bytes, and one mask for all: finding the
 * smallest mixture of modes and weighing all eight masks against one another takes ten times as long, and readers do not mind.
 */
function draw(content: string): Buffer {
  const { modules } = qrcode.create([{ data: Buffer.from(content), mode: 'byte' }], { errorCorrectionLevel: 'M', maskPattern: 3 });
  const width = Math.floor(SIZE / (modules.size + 2 * QUIET));
  const margin = Math.floor((SIZE - modules.size * width) / 2);
  rows.fill(0xff);
  for (let y = 0; y < SIZE; y += 1) rows[y * ROW] = 0;
  for (let line = 0; line < modules.size; line += 1) {
    const first = (margin + line * width) * ROW;
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.data[line * modules.size + column]) continue;
      for (let x = margin + column * width, end = x + width; x < end; x += 1) rows[first + 1 + (x >> 3)] = (rows[first + 1 + (x >> 3)] ?? 0) & ~(0x80 >> (x & 7));
    }
    for (let copy = 1; copy < width; copy += 1) {
      const next = first + copy * ROW;
      rows.fill(0, next, next + ROW);
      rows[next] = LIKE_ABOVE;
    }
  }
  return rows;
}

/** PNG (RFC 2083) of one bit for each pixel: a tenth of the work, and of the size, of one in colour. */
function png(pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header[8] = BLACK_AND_WHITE;
  // The little that harder work would save is not worth it, and a small window costs less to set up.
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 1, windowBits: 12, memLevel: 5, chunkSize: 2048 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
}
