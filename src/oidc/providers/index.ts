import type { Kind, ProviderKind } from '../kind.ts';
import { amazon } from './amazon.ts';
import { apple } from './apple.ts';
import { discord } from './discord.ts';
import { facebook } from './facebook.ts';
import { github } from './github.ts';
import { issuers } from './issuers.ts';
import { microsoft } from './microsoft.ts';
import { patreon } from './patreon.ts';
import { spotify } from './spotify.ts';
import { yandex } from './yandex.ts';

/** What is known of each kind; a new one is a small file and a line here and in config/keys/providers.ts. */
export const KINDS: Readonly<Record<ProviderKind, Kind>> = { ...issuers, apple, amazon, discord, facebook, github, 'github-app': github, microsoft, patreon, spotify, yandex };
