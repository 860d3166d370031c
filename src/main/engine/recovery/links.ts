import { timingSafeEqual } from 'node:crypto';
import type { Engine } from '../engine.ts';

/** What a link in a notice can be for: stopping a device reset, or proving to be in contact with support. */
export type LinkPurpose = 'cancel' | 'caller';

type Keyed = Pick<Engine, 'sealer'>;

const tokenOf = (engine: Keyed, purpose: LinkPurpose, id: string): string => engine.sealer.lookup(`${purpose}\0${id}`, 'recovery-link');

/**
 * A link for a mail or SMS. Like the ones of QR codes it is derived, not stored: neither the database nor the outbox holds it. What it
 * carries stands behind a `#`, which browsers send to nobody.
 * @param page the platform's page that answers links; empty where the app opens them.
 */
export function noticeLink(engine: Keyed, page: string, purpose: LinkPurpose, id: string): string {
  const token = `${purpose}.${id}.${tokenOf(engine, purpose, id)}`;
  return page === '' ? `portcullis://link/${token}` : `${page}#${token}`;
}

/** What a link is for, or null when it is not one of ours. Compares in constant time. */
export function readNoticeLink(engine: Keyed, link: string): { readonly purpose: LinkPurpose; readonly id: string } | null {
  const match = /(?:^|\/|#)(?:(cancel)\.(rst_[0-9a-z]{26})|(caller)\.(cv_[0-9a-z]{26}))\.([0-9a-f]{64})$/.exec(link);
  const purpose = (match?.[1] ?? match?.[3]) as LinkPurpose | undefined;
  const id = match?.[2] ?? match?.[4];
  const given = match?.[5];
  if (purpose === undefined || id === undefined || given === undefined) return null;
  const wanted = Buffer.from(tokenOf(engine, purpose, id), 'hex');
  return timingSafeEqual(Buffer.from(given, 'hex'), wanted) ? { purpose, id } : null;
}
