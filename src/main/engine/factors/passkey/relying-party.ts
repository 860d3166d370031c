import type { Engine } from '../../engine.ts';

/** Who the engine is to an authenticator, and what it lets a page be. */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  /** Exact origins; for an Android app `android:apk-key-hash:…`. */
  readonly origins: readonly string[];
  readonly crossOrigin: boolean;
  /** Sites that may frame a page of the origins; matters under `crossOrigin` only. */
  readonly topOrigins: readonly string[];
}

export function relyingParty(engine: Pick<Engine, 'settings'>): RelyingParty {
  const { settings } = engine;
  return {
    id: settings.get('passkey.rpId'),
    name: settings.get('passkey.rpName'),
    origins: [...settings.get('passkey.origins'), ...settings.get('passkey.relatedOrigins')],
    crossOrigin: settings.get('passkey.allowCrossOrigin'),
    topOrigins: settings.get('passkey.topOrigins'),
  };
}

/**
 * The origins to accept for a claimed one. While the domain is `localhost`, which no browser grants to a page from elsewhere, every port of it
 * counts: demos and development have no fixed one.
 */
export function acceptedOrigins(party: RelyingParty, claimed: string): string[] {
  const local = party.id === 'localhost' && /^https?:\/\/localhost(?::[0-9]{1,5})?$/u.test(claimed);
  return local ? [...party.origins, claimed] : [...party.origins];
}

/** What stands at `/.well-known/webauthn` (WebAuthn Level 3, section 5.11): the origins under other domains that may use these passkeys. */
export const relatedOrigins = (engine: Pick<Engine, 'settings'>): { readonly origins: readonly string[] } => ({
  origins: engine.settings.get('passkey.relatedOrigins'),
});
