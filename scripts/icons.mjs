// Draws the PNG icons from the SVG ones with the browser at hand. Run it after changing an SVG; the PNGs are committed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { isRoot, root, say } from './lib/project.mjs';

const folder = join(root, 'resources', 'icons');
const wanted = [
  ...[16, 32, 48, 64, 128, 256, 512].map((size) => ({ from: 'icon.svg', to: `icon-${size}.png`, size })),
  { from: 'tray.svg', to: 'tray.png', size: 22 },
  { from: 'tray.svg', to: 'tray@2x.png', size: 44 },
  { from: 'badge.svg', to: 'badge.png', size: 16 },
];

const executablePath = '/usr/bin/chromium';
const browser = await chromium.launch({
  ...(existsSync(executablePath) ? { executablePath } : {}),
  args: isRoot() ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
for (const { from, to, size } of wanted) {
  const svg = readFileSync(join(folder, from)).toString('base64');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<body style="margin:0"><img width="${size}" height="${size}" src="data:image/svg+xml;base64,${svg}"></body>`);
  await page.screenshot({ path: join(folder, to), omitBackground: true });
}
await browser.close();
say(`drew ${wanted.length} icons`);
