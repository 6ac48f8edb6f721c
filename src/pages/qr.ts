import qrcode from 'qrcode';
import { attributes, type Html, html } from './html.ts';

/** Modules of nothing around the code that readers rely on (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code as a drawing, sharp at every size. `alt`: what it is, for those who do not see it. */
export function qrDrawing(content: string, alt: string): Html {
  const { modules } = qrcode.create(content, { errorCorrectionLevel: 'M' });
  const side = modules.size + 2 * QUIET;
  const path = Array.from({ length: modules.size }, (_, y) => rowOf(modules.data.subarray(y * modules.size, (y + 1) * modules.size), y + QUIET)).join('');
  return html`<svg class="qr" role="img"${attributes({ 'aria-label': alt, viewBox: `0 0 ${side} ${side}`, width: 200, height: 200, 'shape-rendering': 'crispEdges' })}><path${attributes({ d: path })}/></svg>`;
}

/** Runs of dark modules, each as one bar. */
function rowOf(row: Uint8Array, y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    const first = x;
    while (row[x]) x += 1;
    if (x > first) path += `M${first + QUIET} ${y}h${x - first}v1h-${x - first}z`;
  }
  return path;
}
