import { createElement, type ReactNode } from 'react';
import type { Words } from '../../../../../shared/contract/console/reference.ts';
import { TextLink } from '../../../shell/TextLink.tsx';
import { type Api, referencePlace } from '../tabs.ts';
import { schemaId } from './entries.ts';

/** A line of the reference. It comes from the contract, which is written in English. */
export function Phrase({ words, api }: { readonly words: Words; readonly api?: Api }) {
  // Pieces never change places, so they need no keys.
  return createElement('span', { lang: 'en' }, ...words.map((piece) => element(piece, api)));
}

function element({ kind, text }: Words[number], api: Api | undefined): ReactNode {
  if (kind === 'text') return text;
  if (kind === 'code') return <code>{text}</code>;
  return <TextLink {...referencePlace(api, schemaId(text))}>{text}</TextLink>;
}
