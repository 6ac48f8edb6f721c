import { confirmFirst, lackingFor } from './confirm.ts';
import { buttonForm, formAround, tokenOf } from './forms.ts';
import { type Content, type Html, html } from './html.ts';
import { icons } from './icons.ts';
import { type Look, say } from './look.ts';
import { copyButton, image, inFours, node } from './nodes.ts';
import { qrDrawing } from './qr.ts';
import type { SectionView } from './section.ts';
import { ago } from './times.ts';
import { factsOf, waysOf, waysWithout } from './ways.ts';
import { namedNode, namedNodes, type WireFlow, type WireNode } from './wire.ts';

/** Authenticator apps: those there are, and three steps to set one up. */
export const twoStepSection: SectionView = {
  names: ['totp_unlink', 'totp_add', 'totp_qr', 'totp_secret_key', 'totp_code', 'totp_display_name', 'method'],
  draw(nodes, flow, look) {
    const { twoStep: words } = look.words;
    const apps = namedNodes(nodes, 'totp_unlink');
    const lacking = lackingFor(apps.length > 0 ? ['totp.remove', 'totp.enrol'] : ['totp.enrol'], flow);
    const add = namedNode(nodes, 'totp_add');
    return [
      lacking && html`<section class="panel">${confirmFirst(lacking, flow, 'two-step', look)}</section>`,
      apps.length > 0 &&
        html`<section class="panel rows"><div class="row head"><h2>${words.on}</h2></div><p class="about muted">${words.onText}</p><ul>${apps.map((app) => card(app, flow, look, lacking === undefined))}</ul>${
          add && lacking === undefined && html`<div class="row add">${buttonForm(add, flow, look, 'secondary')}</div>`
        }</section>`,
      lacking === undefined && namedNode(nodes, 'totp_qr') && html`<section class="panel">${wizard(nodes, flow, look)}</section>`,
    ];
  },
};

function card(app: WireNode, flow: WireFlow, look: Look, mayRemove: boolean): Html {
  const { twoStep: words, keys } = look.words;
  const { display_name: called, added_at: added, last_used_at: used } = factsOf(app);
  const name = called || words.app;
  const removal =
    mayRemove &&
    html`<details class="doubt"><summary class="button" aria-label="${words.removeNamed(name)}">${keys.remove}</summary><div class="sure"><p>${words.removal(waysWithout(waysOf(flow), app))}</p>${buttonForm(app, flow, look, 'danger')}</div></details>`;
  return html`<li class="row held">${icons.phone}<div class="grow"><p class="name">${name}</p><p class="muted small">${[
    added !== undefined && html`<span>${keys.added} ${ago(added, look)}</span> `,
    used !== undefined && html`<span>${keys.used} ${ago(used, look)}</span>`,
  ]}</p></div>${removal}</li>`;
}

/** One form from top to bottom, so that it is gone through with the keyboard alone, and without a script. */
function wizard(nodes: readonly WireNode[], flow: WireFlow, look: Look): Html {
  const { twoStep: words } = look.words;
  const typed = ['totp_code', 'totp_display_name'].map((name) => namedNode(nodes, name)).filter((given) => given !== undefined);
  const button = namedNode(nodes, 'method');
  const [app, scan, code] = words.steps;
  return formAround(
    flow,
    ['totp'],
    html`${tokenOf(flow, look)}<ol class="steps">${step(app)}${step(scan, html`<div class="scan">${picture(nodes, look)}<div>${typing(nodes, look)}</div></div>`)}${step(
      code,
      html`${typed.map((given, i) => node(given, look, { last: i === typed.length - 1 }))}${button && html`<div class="actions">${node(button, look, { rank: 'primary' })}</div>`}`,
    )}</ol>`,
  );
}

const step = ({ title, text }: { readonly title: string; readonly text: string }, content?: Content): Html => html`<li><h2>${title}</h2><p class="muted">${text}</p>${content}</li>`;

/** Drawn from the address in the flow if there is one, else the flow's own image. */
function picture(nodes: readonly WireNode[], look: Look): Content {
  const qr = namedNode(nodes, 'totp_qr');
  const url = addressIn(nodes);
  if (!qr) return undefined;
  return url === undefined ? image(qr, look) : qrDrawing(url, qr.meta.label ? say(qr.meta.label, look) : '');
}

/** `otpauth://totp/…`, which a QR code holds. */
function addressIn(nodes: readonly WireNode[]): string | undefined {
  const url = namedNode(nodes, 'totp_secret_key')?.attributes.text?.context?.['otpauth_url'];
  return typeof url === 'string' && url.startsWith('otpauth://totp/') ? url : undefined;
}

/** For those who cannot point a camera at this screen, most of all because it is the telephone's. */
function typing(nodes: readonly WireNode[], look: Look): Content {
  const { twoStep: words } = look.words;
  const secret = namedNode(nodes, 'totp_secret_key')?.attributes.text?.context?.['secret'];
  if (typeof secret !== 'string') return undefined;
  const url = addressIn(nodes);
  return html`<p class="caption">${words.cannotScan}</p><p><code class="secret">${inFours(secret)}</code></p><p class="tools">${copyButton(secret, look)}</p><p class="hint">${words.typing}</p>${
    url !== undefined && html`<p class="open-app"><a class="button" href="${url}">${words.openApp}</a></p>`
  }`;
}
