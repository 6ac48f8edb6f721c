import type { Content } from './html.ts';
import type { Look } from './look.ts';
import type { WireFlow, WireNode } from './wire.ts';

/** A section of the settings that draws its nodes itself. */
export interface SectionView {
  /** The names it draws. Others stand below in a form like any other. */
  readonly names: readonly string[];
  /** @param nodes of the section's groups */
  draw(nodes: readonly WireNode[], flow: WireFlow, look: Look): Content;
}
