import type { Locale } from './locale.ts';

export const mailbox: Locale['mailbox'] = {
  heading: { title: 'Mailbox', lead: 'Every message this server has sent or would have sent. You see it because the server runs for development.' },
  open: 'Open the mailbox',
  development: 'Development',
  empty: 'Nothing has been sent yet. Mails show up here as soon as somebody asks for a code or changes an address.',
  emptyFor: (recipient) => `Nothing has been sent to ${recipient} yet.`,
  only: (recipient) => `Only to ${recipient}`,
  everything: 'Show all messages',
  look: 'Look again',
  watch: 'Keep looking',
  rest: 'Stop looking',
  older: 'Older messages',
  back: 'All messages',
  textMessage: 'Text message',
  to: 'To',
  when: 'When',
  state: 'Status',
  template: 'Template',
  code: 'Code',
  html: 'As HTML',
  plain: 'As plain text',
  sealed: 'This message was written with secrets that this server does not have anymore, so it cannot be shown.',
  noWayOut: {
    email: 'No mail server is set (courier.smtp.connection_uri), so mails are kept here.',
    phone: 'Nothing that sends text messages is set (courier.channels), so they are kept here.',
  },
  status(status, { hasWayOut, tries }) {
    if (status === 'sent') return 'Sent';
    if (status === 'processing') return 'On its way';
    if (status === 'abandoned') return tries === 1 ? 'Given up after one try' : `Given up after ${tries} tries`;
    return !hasWayOut ? 'Kept here' : tries === 0 ? 'Waits to be sent' : 'Waits to be tried again';
  },
};
