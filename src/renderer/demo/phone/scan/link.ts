/** What a scanned code asks the phone to do. */
export type ScannedLink =
  /** Open the request that an initiator waits for (TD-10). */
  | { readonly kind: 'approve'; readonly link: string }
  /** Create a passkey here for another client (PK-03). */
  | { readonly kind: 'passkey'; readonly link: string };

/**
 * Tells the codes that this app answers to from everything else that a camera sees. Only the form is judged here: whether a link is real,
 * for this customer and still unused is for the engine to say.
 */
export function readLink(text: string): ScannedLink | null {
  const kind = /^portcullis:\/\/(approve|passkey)\/[A-Za-z0-9_-]{1,60}\/[0-9a-f]{64}$/.exec(text.trim())?.[1];
  return kind === 'approve' || kind === 'passkey' ? { kind, link: text.trim() } : null;
}
