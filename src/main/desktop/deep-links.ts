export const DEEP_LINK_SCHEME = 'portcullis';

/** Views of the console that a link may open. A link opens a page, it never acts. */
const VIEWS: ReadonlySet<string> = new Set([
  'overview',
  'customers',
  'approvals',
  'holds',
  'cases',
  'decisions',
  'rules',
  'lists',
  'policy',
  'audit',
  'staff',
  'settings',
]);

/** A view, and at most the id of one record in it. Written out rather than parsed as a URL, which would tidy up what we refuse. */
const LINK = /^portcullis:\/\/(?<view>[a-z]{1,20})(?:\/(?<record>[A-Za-z0-9_-]{1,64}))?\/?$/;

/**
 * Turns `portcullis://decisions/dec_01…` into the console's route `/decisions/dec_01…`.
 *
 * Anything can start such a link, a web page included, so only a known view and an id's plain characters get through: no query,
 * no fragment, no user, no port, no further path. Null for everything else.
 */
export function deepLinkToRoute(link: string): string | null {
  const { view, record } = LINK.exec(link)?.groups ?? {};
  if (view === undefined || !VIEWS.has(view)) return null;
  return record === undefined ? `/${view}` : `/${view}/${record}`;
}
