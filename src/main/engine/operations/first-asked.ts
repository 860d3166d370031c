import type { OperationInput } from '../../../shared/contract/operation.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { recentAppDevices } from '../new-device/recency.ts';
import type { DecisionResult } from '../risk/decide.ts';
import type { AskedDevice } from '../verification/ask.ts';
import type { Subject } from './subject.ts';

/** The device that is asked at once, when the first step is one's answer. */
export async function firstAsked(
  tx: WriteTx,
  engine: Engine,
  { input, subject, result }: { readonly input: OperationInput; readonly subject: Subject; readonly result: DecisionResult },
): Promise<AskedDevice | null> {
  if (result.outcome !== 'step_up') return null;
  const [first] = result.steps;
  if (first === 'trusted_device' && subject.trustedDevice !== null) return { method: first, ...subject.trustedDevice };
  if (first !== 'device_session') return null;
  const [deviceId] = await recentAppDevices(tx, engine, subject.ownerId, input.device?.id ?? null);
  return deviceId === undefined ? null : { method: first, factorId: null, deviceId };
}
