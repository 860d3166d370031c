import { nativeClients } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import type { EpochMs } from '../ports.ts';
import { appDevices, deviceLogin } from './store.ts';

type Timed = Pick<Engine, 'settings' | 'clock'>;

/** ND-01, ND-08: a device without a log-in for `device.inactiveAfter`, to the millisecond, counts as new and authorizes nobody. */
export const isSilent = (engine: Pick<Engine, 'settings'>, provenAt: EpochMs | null, now: EpochMs): boolean =>
  provenAt === null || now - provenAt >= engine.settings.get('device.inactiveAfter');

/** ND-04: logged in within `device.recentWindow`, and not silent by any setting. */
const isRecent = (engine: Pick<Engine, 'settings'>, provenAt: EpochMs | null, now: EpochMs): boolean =>
  provenAt !== null && !isSilent(engine, provenAt, now) && now - provenAt < engine.settings.get('device.recentWindow');

/** When a trusted device last proved itself: by a log-in, or by the step-up with which it was added. */
async function trustedProvenAt(tx: ReadTx, accountId: string, device: { readonly deviceId: string; readonly activatedAt: number | null }) {
  const login = await tx.first(deviceLogin, { accountId, id: device.deviceId });
  const times = [login?.lastLoginAt ?? null, device.activatedAt].filter((time) => time !== null);
  return times.length === 0 ? null : Math.max(...times);
}

/** Whether the trusted device may be asked about a log-in that starts on another device (ND-04). */
export async function trustedDeviceRecent(
  tx: ReadTx,
  engine: Timed,
  ownerId: string,
  trusted: { readonly deviceId: string; readonly activatedAt: number },
  initiator: string | null,
): Promise<boolean> {
  return trusted.deviceId !== initiator && isRecent(engine, await trustedProvenAt(tx, ownerId, trusted), engine.clock.now());
}

/** The app devices that may be asked about a log-in, the one that logged in last first; never the device that logs in. */
export async function recentAppDevices(tx: ReadTx, engine: Timed, ownerId: string, initiator: string | null): Promise<string[]> {
  const since = engine.clock.now() - Math.min(engine.settings.get('device.recentWindow'), engine.settings.get('device.inactiveAfter'));
  const devices = await tx.all(appDevices, { accountId: ownerId, since });
  return devices.map(({ id }) => id).filter((id) => id !== initiator);
}

/** Whether a session is on an app device that may answer for a log-in from a new device. */
export async function mayAnswerLogin(
  tx: ReadTx,
  engine: Timed,
  actor: { readonly accountId: string; readonly deviceId: string; readonly client: string; readonly limitedTo?: string },
  initiator: string | null,
): Promise<boolean> {
  if (actor.limitedTo !== undefined || !(nativeClients as readonly string[]).includes(actor.client)) return false;
  return (await recentAppDevices(tx, engine, actor.accountId, initiator)).includes(actor.deviceId);
}

/** ND-08, for the trusted device, whose being added with a step-up counts as a log-in. */
export async function isTrustedDeviceSilent(
  tx: ReadTx,
  engine: Timed,
  accountId: string,
  trusted: { readonly deviceId: string; readonly activatedAt: number | null },
): Promise<boolean> {
  return isSilent(engine, await trustedProvenAt(tx, accountId, trusted), engine.clock.now());
}

/** ND-08, for any other device of the account. */
export async function isDeviceSilent(
  tx: ReadTx,
  engine: Timed,
  device: { readonly accountId: string; readonly deviceId: string },
): Promise<boolean> {
  const login = await tx.first(deviceLogin, { accountId: device.accountId, id: device.deviceId });
  return isSilent(engine, login?.lastLoginAt ?? null, engine.clock.now());
}
