interface Wanted {
  readonly type: string;
  readonly quality: number;
}

const parse = (accept: string): Wanted[] =>
  accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    return { type, quality: Number.isFinite(quality) ? quality : 1 };
  });

const [EXACT, RANGE, ANYTHING] = [0, 1, 2];
const specificity = (wanted: string, offer: string): number | undefined => {
  if (wanted === '*/*') return ANYTHING;
  if (wanted.endsWith('/*')) return offer.startsWith(wanted.slice(0, -1)) ? RANGE : undefined;
  return wanted === offer ? EXACT : undefined;
};

/** The offer a client likes best (RFC 9110 §12.5.1): the highest quality, then the most specific mention, then the first offer. */
function negotiate(accept: string, offers: readonly string[]): string | undefined {
  let best: { offer: string; quality: number; specific: number } | undefined;
  for (const offer of offers) {
    for (const { type, quality } of parse(accept)) {
      const specific = specificity(type, offer);
      if (specific === undefined || quality === 0) continue;
      if (best === undefined || quality > best.quality || (quality === best.quality && specific < best.specific)) best = { offer, quality, specific };
    }
  }
  return best?.offer;
}

const JSON_TYPE = 'application/json';

/** The rule for opening a flow: JSON only for who prefers it to HTML. */
export function prefersJson(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return accept === JSON_TYPE || negotiate(accept, ['text/html', JSON_TYPE]) === JSON_TYPE;
}

/** The rule for everything else (`json_detection`): who takes anything is taken for a browser, who sends JSON is not. */
export function countsAsJson(accept: string | undefined, contentType: string | undefined): boolean {
  if (contentType === JSON_TYPE || accept === JSON_TYPE) return true;
  return accept !== undefined && negotiate(accept, ['text/html', 'text/*', '*/*', JSON_TYPE]) === JSON_TYPE;
}
