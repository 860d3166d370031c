import { overview } from './overview.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';
import { ui } from './ui.ts';
import { words } from './words.ts';

/** Simplified Chinese. What a view does not have yet is shown in English; `test/unit/renderer/catalogues.test.ts` names those views. */
export const zhCN = { ui, words, shell, signIn, overview } as const;
