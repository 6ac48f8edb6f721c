import type { Config } from './config.ts';

/** Whether there is a way to such an address. Mail counts as one even before a server for it is set: it waits, and shows in the development mailbox. */
export const reaches = ({ courier }: Config, via: 'email' | 'sms'): boolean => via === 'email' || courier.channels.some(({ id }) => id === via);
