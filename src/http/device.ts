/** In this order: what comes later also calls itself by names that come before. */
const BROWSERS = [
  [/\bEdgi?A?\//, 'Edge'],
  [/\bOPR\/|\bOpera/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChromium\/|\b(?:Headless)?Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const;

const SYSTEMS = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b|\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
] as const;

export interface Device {
  /** A browser, or what an app calls itself; '' when unknown. */
  readonly browser: string;
  readonly system: string;
  readonly handheld: boolean;
}

/** What a person would call the device that sends this User-Agent. Only for showing: it proves nothing. */
export function deviceOf(userAgent: string): Device {
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? '';
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? /^(?!Mozilla\/)([\w.-]{1,40})\//.exec(userAgent)?.[1] ?? '';
  return { browser, system, handheld: ['iPhone', 'iPad', 'Android'].includes(system) };
}
