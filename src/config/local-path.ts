import { fileURLToPath } from 'node:url';

/** The path that a `file://` address names. `file://./x.json` is how kratos.yml names a file beside the working directory; as a URL its host would be a dot. */
export const localPath = (url: string): string => (/^file:\/\/\.{1,2}\//.test(url) ? decodeURIComponent(url.slice('file://'.length)) : fileURLToPath(url));
