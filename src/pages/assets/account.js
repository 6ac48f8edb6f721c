// What the pages do better with a script. Without it everything but passkeys, security keys and copying works, too.

const each = (selector, act) => {
  for (const element of document.querySelectorAll(selector)) act(element);
};

// What each needs of the browser: keys and copying only work over a secure connection.
const can = { keys: Boolean(window.PublicKeyCredential), copy: Boolean(navigator.clipboard), print: true };
each('[data-script]', (element) => {
  element.hidden = !can[element.dataset.script];
});
each('[data-keyless]', (line) => {
  line.hidden = can.keys;
});

// Passwords can be shown.
each('[data-reveal]', (button) => {
  const input = document.getElementById(button.getAttribute('aria-controls'));
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = input.type === 'password';
    input.type = shown ? 'text' : 'password';
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute('aria-pressed', String(shown));
    input.focus();
  });
  // Shown text would be remembered as what was typed before.
  input.form?.addEventListener('submit', () => {
    input.type = 'password';
  });
});

// A form is sent once, and says that it is on its way. Codes may have been pasted with blanks.
each('form', (form) => {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'true';
    for (const input of form.querySelectorAll('[data-code]')) input.value = input.value.replace(/[\s-]/g, '');
    const button = event.submitter;
    if (!button?.dataset.busy) return;
    button.dataset.label = button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute('aria-disabled', 'true');
  });
});

// The browser's back button brings a page as it was left: make its forms usable again.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  each('form[data-sent]', (form) => {
    delete form.dataset.sent;
  });
  each('button[data-label]', (button) => {
    button.textContent = button.dataset.label;
    button.removeAttribute('aria-disabled');
  });
});

// Readers announce what changes after a page is there, not what came with it.
each('[data-announce]', (line) => {
  const words = line.textContent;
  line.textContent = '';
  setTimeout(() => {
    line.textContent = words;
  }, 150);
});

// Only one question is open at a time; Escape takes it back.
each('details.doubt', (doubt) => {
  doubt.addEventListener('toggle', () => {
    if (doubt.open) each('details.doubt[open]', (other) => (other.open = other === doubt));
  });
  doubt.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    doubt.open = false;
    doubt.querySelector('summary').focus();
  });
});

each('[data-copy]', (button) => {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
});

each('[data-print]', (button) => button.addEventListener('click', () => window.print()));

// Exact times in the visitor's own zone.
each('time', (time) => {
  time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' });
});

// WebAuthn: the node names a function of the server's script, in place of an inline handler. It sends the form by itself, or
// tells what went wrong; only what somebody has pressed a button for is worth telling.
let pressed;
const run = (name, value) => {
  if (/^ory[A-Za-z]+$/.test(name) && typeof window[name] === 'function') window[name](value || undefined);
};
const troubleOf = (button) => button.closest('form').querySelector('[data-key-trouble]');
each('[data-trigger]', (button) => {
  button.addEventListener('click', () => {
    pressed = button;
    troubleOf(button).hidden = true;
    run(button.dataset.trigger, button.value);
  });
});
document.addEventListener('webauthn-error', ({ detail }) => {
  if (!pressed) return;
  const line = troubleOf(pressed);
  line.textContent = { NotAllowedError: line.dataset.cancelled, InvalidStateError: line.dataset.known }[detail.name] ?? line.dataset.other;
  line.hidden = false;
});
window.addEventListener('load', () => each('[data-load]', (input) => run(input.dataset.load)));

// In a narrow window the list of sections scrolls sideways: bring the present one into view.
document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
