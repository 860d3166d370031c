import ipaddr from 'ipaddr.js';
import type { Engine } from '../../engine.ts';
import { PortcullisError } from '../../errors.ts';
import { newChallenge } from '../../factors/passkey/options.ts';
import type { RelyingParty } from '../../factors/passkey/relying-party.ts';
import { minute } from '../../settings/kinds.ts';

/** How long a challenge can be answered. */
export const CEREMONY_LIVES_MS = 5 * minute;

export type CeremonyPurpose = 'sign-in' | 'registration';

/** A challenge that waits for its answer on the connection that asked for it. */
export interface Ceremony {
  readonly purpose: CeremonyPurpose;
  /** Base64url. */
  readonly challenge: string;
  readonly site: RelyingParty;
  /** Whose session registers; null for a sign-in, where nobody is known yet. */
  readonly sessionId: string | null;
  readonly userHandle: string | null;
  readonly expiresAt: number;
}

/**
 * Where a console sits: the page that opened its connection, as the server checked it, and the one challenge that waits there. A challenge
 * lives on the connection and nowhere else, so that no other can answer it and no stranger can fill a table with them.
 */
export interface CeremonySeat {
  /** Null for the desktop app and for programs that are no browser. */
  readonly origin: string | null;
  ceremony: Ceremony | null;
}

/**
 * The relying party that a page is: its own host and no other, its own origin and no other. Null where no browser does WebAuthn: on a page
 * that came over an insecure connection, and on a bare address (WebAuthn Level 3, section 5.1.2: effective domain).
 */
export function siteOf(origin: string | null): RelyingParty | null {
  if (origin === null || !URL.canParse(origin)) return null;
  const { protocol, hostname, origin: exact } = new URL(origin);
  const local = hostname === 'localhost' || hostname.endsWith('.localhost');
  if (protocol !== 'https:' && !(protocol === 'http:' && local)) return null;
  if (ipaddr.isValid(hostname) || hostname.startsWith('[')) return null;
  return { id: hostname, name: 'Portcullis', origins: [exact], crossOrigin: false, topOrigins: [] };
}

/** Whether a console that sits there can use passkeys. */
export const knowsPasskeys = (seat: CeremonySeat): boolean => siteOf(seat.origin) !== null;

/** @throws PortcullisError `client_refused` where there are no passkeys */
export function requireSite(seat: CeremonySeat): RelyingParty {
  const site = siteOf(seat.origin);
  if (site === null) {
    throw new PortcullisError('client_refused', 'Passkeys take a browser, and a console that is opened by its name over HTTPS.', {
      reason: 'no_passkeys_here',
    });
  }
  return site;
}

/** Draws a challenge; one that still waited on this connection counts no more. @throws PortcullisError `client_refused` */
export function openCeremony(
  engine: Pick<Engine, 'clock' | 'random'>,
  seat: CeremonySeat,
  purpose: CeremonyPurpose,
  whose: { readonly sessionId: string; readonly userHandle: string } | null = null,
): Ceremony {
  const site = requireSite(seat);
  seat.ceremony = {
    purpose,
    challenge: newChallenge(engine.random),
    site,
    sessionId: whose?.sessionId ?? null,
    userHandle: whose?.userHandle ?? null,
    expiresAt: engine.clock.now() + CEREMONY_LIVES_MS,
  };
  return seat.ceremony;
}

/**
 * Takes the challenge that waits, whatever the answer to it is worth. Nothing is awaited in it, so that of many answers at once one gets it.
 * @returns null when none waits for this purpose and session, or it waited too long
 */
export function takeCeremony(
  engine: Pick<Engine, 'clock'>,
  seat: CeremonySeat,
  purpose: CeremonyPurpose,
  sessionId: string | null = null,
): Ceremony | null {
  const { ceremony } = seat;
  seat.ceremony = null;
  if (ceremony === null || ceremony.purpose !== purpose || ceremony.sessionId !== sessionId) return null;
  return engine.clock.now() < ceremony.expiresAt ? ceremony : null;
}

/** Whether an answer comes from the very page that asked; other ports of `localhost`, which customers' passkeys may use, are other pages. */
export const isFromSite = (ceremony: Ceremony, claimed: { readonly origin: string } | null): boolean =>
  claimed !== null && ceremony.site.origins.includes(claimed.origin);
