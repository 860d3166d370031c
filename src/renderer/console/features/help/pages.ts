const files = import.meta.glob<string>('../../../../../docs/guides/**/*.md', { query: '?raw', import: 'default' });

const ROOT = '../../../../../docs/guides/';

/** `recovery` or `console/overview` by the path of the file. */
const pages: ReadonlyMap<string, () => Promise<string>> = new Map(
  Object.entries(files).map(([file, load]) => [file.slice(ROOT.length, -'.md'.length), load]),
);

/** A guide's text, or null when there is none of that name. Guides are part of the program: nothing is fetched from elsewhere. */
export async function loadPage(name: string): Promise<string | null> {
  return (await pages.get(name)?.()) ?? null;
}

export const pageNames: readonly string[] = [...pages.keys()].sort();

/** The guide page that a link in another one leads to; null when it leads elsewhere. */
export function pageOfLink(href: string, from: string): string | null {
  if (!/^[a-z0-9_./-]+\.md(#[\w-]*)?$/i.test(href)) return null;
  const folder = from.split('/').slice(0, -1);
  for (const part of href.replace(/\.md(#.*)?$/i, '').split('/')) {
    if (part === '..') folder.pop();
    else if (part !== '.') folder.push(part);
  }
  const name = folder.join('/');
  return pages.has(name) ? name : null;
}
