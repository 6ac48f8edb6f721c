import { Html } from './html.ts';

/** Line drawings on a grid of 24. They say nothing that the words beside them do not. */
const drawn = (paths: string, size = 20): Html =>
  new Html(
    `<svg width="${size}" height="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths}</svg>`,
  );

const Z = 'M8.5 9h11l-11 10h11';

export const icons = {
  /** An address, for the tab of the browser: it knows no style sheet. */
  favicon: `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="8" fill="#3350d0"/><path d="${Z}" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`)}`,
  mark: new Html(
    '<svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" focusable="false"><rect class="mark-ground" width="28" height="28" rx="8"/><path class="mark-line" d="M8.5 9h11l-11 10h11" fill="none" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>',
  ),
  overview: drawn('<path d="M4 11.5 12 5l8 6.5"/><path d="M6 10v9h12v-9"/><path d="M10 19v-5h4v5"/>'),
  profile: drawn('<circle cx="12" cy="8.5" r="3.5"/><path d="M5 20c.7-3.6 3.4-5.5 7-5.5s6.3 1.9 7 5.5"/>'),
  password: drawn('<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/><path d="M12 15v1.5"/>'),
  'two-step': drawn('<path d="M12 3.5 5 6v5.5c0 4.2 2.9 7.3 7 9 4.1-1.7 7-4.8 7-9V6z"/><path d="m9 12 2.2 2.2L15.2 10"/>'),
  keys: drawn('<circle cx="8" cy="15" r="4"/><path d="m11 12 8.5-8.5"/><path d="m16 7 2.5 2.5"/>'),
  passkey: drawn('<circle cx="9" cy="8" r="3.5"/><path d="M3 20c.6-3.6 2.8-5.5 6-5.5 1 0 1.9.2 2.7.5"/><circle cx="17" cy="12.5" r="2.5"/><path d="M17 15v5.5l1.8-1.5-1.3-1.2 1.3-1.3-1.8-1.5"/>'),
  'backup-codes': drawn('<rect x="5" y="3.5" width="14" height="17" rx="2"/><path d="M8.5 8.5h3M8.5 12h3M8.5 15.5h3M14.5 8.5h1M14.5 12h1M14.5 15.5h1"/>'),
  connected: drawn('<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1"/><path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>'),
  sessions: drawn('<rect x="3.5" y="5" width="17" height="11" rx="2"/><path d="M9 20h6M12 16v4"/>'),
  activity: drawn('<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>'),
  mail: drawn('<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4.5 7.5 7.5 5.5 7.5-5.5"/>'),
  phone: drawn('<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 17.5h2"/>'),
  other: drawn('<circle cx="12" cy="12" r="8.5"/><path d="M12 8v4.5M12 16h.01"/>'),
} as const;

export function iconOf(name: string): Html {
  const found = icons[name as keyof typeof icons];
  return found instanceof Html ? found : icons.other;
}
