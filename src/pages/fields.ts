import { attributes, type Content, type Html, html } from './html.ts';
import { type Look, say } from './look.ts';
import { nodeName, valueText, type WireNode } from './wire.ts';

/** A field's id in the page: one name may stand in several groups. */
export const fieldId = (node: WireNode): string => `${node.group}-${nodeName(node)}`.replace(/[^A-Za-z0-9_-]/g, '-');

export function labelOf(node: WireNode, look: Look): string {
  const name = nodeName(node);
  return look.words.label(look.flow, name) ?? (node.meta.label && say(node.meta.label, look)) ?? look.words.plain(name);
}

/** An input of any type but buttons. `last`: nothing to fill in comes after it. */
export function field(node: WireNode, look: Look, last: boolean): Html {
  const { type, options } = node.attributes;
  if (type === 'hidden') return hidden(node);
  if (type === 'checkbox') return checkbox(node, look);
  return options ? select(node, look) : textField(node, look, last);
}

const hidden = ({ attributes: given }: WireNode): Html => html`<input type="hidden"${attributes({ name: given.name, value: valueText(given.value) ?? '', 'data-load': given.onloadTrigger })}>`;

/** Attributes that tie an input to its hint and errors. */
const ties = (id: string, node: WireNode, hint: string | undefined, look: Look) => ({
  id,
  name: node.attributes.name,
  required: node.attributes.required,
  disabled: node.attributes.disabled,
  'aria-invalid': node.messages.length > 0 ? 'true' : undefined,
  'aria-describedby': [hint === undefined ? '' : `${id}-hint`, node.messages.length > 0 ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined,
  autofocus: look.focus === id,
});

/** What a person may call a thing. Left empty, it gets a name by itself. */
const NAMES = new Set(['totp_display_name', 'webauthn_register_displayname', 'passkey_display_name']);

function framed(node: WireNode, look: Look, control: Content, hint?: string): Html {
  const id = fieldId(node);
  const optional = !node.attributes.required && (nodeName(node).startsWith('traits.') || NAMES.has(nodeName(node)));
  return html`<div class="field"><label for="${id}">${labelOf(node, look)}${optional && html` <span class="optional">${look.words.form.optional}</span>`}</label>${
    hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`
  }${control}${errors(node, look)}</div>`;
}

const errors = (node: WireNode, look: Look): Content =>
  node.messages.length > 0 && html`<div class="error" id="${fieldId(node)}-error">${node.messages.map((message) => html`<p>${say(message, look)}</p>`)}</div>`;

function textField(node: WireNode, look: Look, last: boolean): Html {
  const id = fieldId(node);
  const name = nodeName(node);
  const { type = 'text', value, autocomplete } = node.attributes;
  const hint = look.words.hint(look.flow, name, look);
  const keys = keyboard(node);
  const control = html`<input${attributes({
    ...ties(id, node, hint, look),
    // A number is typed as text: browsers throw away what they cannot read as one, and people would find their field empty.
    type: type === 'number' ? 'text' : type,
    value: type === 'password' ? undefined : type === 'datetime-local' ? localTime(valueText(value)) : valueText(value),
    autocomplete: autocomplete ?? keys.autocomplete ?? completion(name),
    inputmode: keys.inputmode,
    // Names, addresses and codes are not prose.
    autocapitalize: keys.plain ? 'none' : undefined,
    spellcheck: keys.plain ? 'false' : undefined,
    enterkeyhint: last ? 'done' : 'next',
    class: keys.code ? 'code-input' : undefined,
    'data-code': keys.code,
  })}>`;
  if (type !== 'password') return framed(node, look, control, hint);
  const { show, hide } = look.words.form;
  return framed(
    node,
    look,
    html`<div class="with-button">${control}<button type="button" class="inside" hidden aria-controls="${id}" aria-pressed="false" data-reveal data-show="${show}" data-hide="${hide}">${show}</button></div>`,
    hint,
  );
}

/** Which keyboard a telephone shows, and whether what is typed is prose. No maxlength on codes: pasted ones may hold blanks. */
function keyboard({ attributes: given }: WireNode): { inputmode?: string; plain?: boolean; code?: boolean; autocomplete?: string } {
  if (given.autocomplete === 'one-time-code' || given.name === 'totp_code') return { inputmode: 'numeric', plain: true, code: true, autocomplete: 'one-time-code' };
  if (given.name === 'lookup_secret') return { plain: true, code: true, autocomplete: 'off' };
  switch (given.type) {
    case 'email':
      return { inputmode: 'email', plain: true };
    case 'tel':
      return { inputmode: 'tel', plain: true };
    case 'url':
      return { inputmode: 'url', plain: true };
    case 'number':
      return { inputmode: 'decimal', plain: true };
    case 'password':
      return { plain: true };
    default:
      return given.name === 'identifier' ? { plain: true } : {};
  }
}

/** What browsers can fill in, by the last part of a trait's name. */
const COMPLETIONS: Readonly<Record<string, string>> = {
  name: 'name',
  first: 'given-name',
  first_name: 'given-name',
  given_name: 'given-name',
  last: 'family-name',
  last_name: 'family-name',
  family_name: 'family-name',
  middle: 'additional-name',
  nickname: 'nickname',
  username: 'username',
  phone: 'tel',
  website: 'url',
  birthdate: 'bday',
  birthday: 'bday',
  organization: 'organization',
  company: 'organization',
  locale: 'language',
  street: 'street-address',
  city: 'address-level2',
  postal_code: 'postal-code',
  zip: 'postal-code',
  country: 'country-name',
};
const completion = (name: string): string | undefined => (name.startsWith('traits.') ? COMPLETIONS[name.slice(name.lastIndexOf('.') + 1)] : undefined);

/** A moment as date inputs take it: to the minute, without a zone. What was typed stays as it is. */
const localTime = (value: string | undefined): string | undefined => (value !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d.*Z$/.test(value) ? value.slice(0, 16) : value);

/** The hidden `false` before it: an empty box sends nothing, and would not say «no». */
function checkbox(node: WireNode, look: Look): Html {
  const id = fieldId(node);
  const { name, value } = node.attributes;
  return html`<div class="field check"><input type="hidden"${attributes({ name, value: 'false' })}><input type="checkbox" value="true"${attributes({ ...ties(id, node, undefined, look), checked: value === true || value === 'true' })}><label for="${id}">${labelOf(node, look)}</label>${errors(node, look)}</div>`;
}

/** A typed value that is no option stays in the list, with the message that says so. */
function select(node: WireNode, look: Look): Html {
  const id = fieldId(node);
  const chosen = valueText(node.attributes.value) ?? '';
  const offered = (node.attributes.options ?? []).map((option) => valueText(option.value) ?? '');
  const all = chosen === '' || offered.includes(chosen) ? offered : [chosen, ...offered];
  const empty = (chosen === '' || !node.attributes.required) && html`<option value="">${look.words.form.nothingChosen}</option>`;
  return framed(
    node,
    look,
    html`<select${attributes(ties(id, node, undefined, look))}>${empty}${all.map((value) => html`<option${attributes({ value, selected: value === chosen })}>${value}</option>`)}</select>`,
  );
}
