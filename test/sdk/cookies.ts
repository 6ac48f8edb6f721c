/** The cookies of one browser, as far as an SDK in it sees them. */
export class CookieJar {
  readonly #values = new Map<string, string>();

  get header(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const gone = at === pair.length - 1 || attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute));
      if (gone) this.#values.delete(pair.slice(0, at));
      else this.#values.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}
