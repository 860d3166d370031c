import type { Keyring, RootKey } from '../engine/ports.ts';
import { assertKeys, parseRootKey } from './root-keys.ts';

export const rootKeysVariable = 'PORTCULLIS_ROOT_KEYS';

/** Root keys from the environment, as `id:base64` separated by commas, newest last. For servers whose secrets come from an orchestrator. */
export class EnvKeyring implements Keyring {
  readonly #text: string;

  /** @param environment usually `process.env` */
  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#text = environment[rootKeysVariable] ?? '';
  }

  /** @throws RootKeysRefused when the variable is missing or malformed */
  async keys(): Promise<readonly RootKey[]> {
    const parts = this.#text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return assertKeys(
      parts.map((part) => parseRootKey(part, rootKeysVariable)),
      rootKeysVariable,
    );
  }
}
