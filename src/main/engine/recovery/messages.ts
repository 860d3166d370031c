import { z } from 'zod';
import { resetTargetPhrases, resetTargetSchema } from '../../../shared/vocabulary/index.ts';
import type { Engine } from '../engine.ts';
import { noticeLink } from './links.ts';

const resetSchema = z.object({
  to: z.string(),
  resetId: z.string(),
  targets: z.array(resetTargetSchema),
  effectAt: z.int().nullable(),
  page: z.string(),
});
const callerSchema = z.object({ to: z.string(), verificationId: z.string(), agent: z.string(), expiresAt: z.int(), page: z.string() });

const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const listed = (targets: readonly (keyof typeof resetTargetPhrases)[]): string =>
  targets.map((target) => resetTargetPhrases[target]).join(', ');

type Reset = z.output<typeof resetSchema>;

/** What each moment of a device reset is told as; the words before the cancel link, where there is one. */
const resetWords: Readonly<
  Record<string, (reset: Reset) => { readonly subject: string; readonly text: string; readonly cancellable: boolean }>
> = {
  requested: ({ targets }) => ({
    subject: 'Support was asked to reset your security settings',
    text: `Support was asked to reset ${listed(targets)} of your account. Nothing has changed yet.`,
    cancellable: true,
  }),
  approved: ({ targets, effectAt }) => ({
    subject: 'Your security settings will be reset',
    text: `Support will reset ${listed(targets)} of your account${effectAt === null ? '' : ` at ${moment(effectAt)}`}.`,
    cancellable: true,
  }),
  effected: ({ targets }) => ({
    subject: 'Your security settings were reset',
    text: `Reset on your account: ${listed(targets)}. You are logged out everywhere, and withdrawals are on hold for a while. If this was not you, contact support at once.`,
    cancellable: false,
  }),
  cancelled: () => ({
    subject: 'The reset of your security settings was cancelled',
    text: 'The reset of your security settings was cancelled. Nothing has changed.',
    cancellable: false,
  }),
  denied: () => ({
    subject: 'Your security settings are not reset',
    text: 'Support does not reset your security settings. Nothing has changed.',
    cancellable: false,
  }),
  expired: () => ({
    subject: 'Your security settings are not reset',
    text: 'The request to reset your security settings ran out. Nothing has changed.',
    cancellable: false,
  }),
};

/**
 * The words of a mail or SMS about recovery, or null when a topic is none of these. The link in it is put together here and lies nowhere
 * before.
 * @throws Error when what was queued is not what its topic asks for
 */
export function recoveryMessage(
  engine: Pick<Engine, 'sealer'>,
  topic: string,
  payload: unknown,
): { readonly to: string; readonly subject: string; readonly text: string } | null {
  if (topic === 'caller_verification') {
    const { to, verificationId, agent, expiresAt, page } = callerSchema.parse(payload);
    const link = noticeLink(engine, page, 'caller', verificationId);
    const text = `Are you in contact with support (${agent}) right now? If so, open this link and enter the number that you are told: ${link} It is valid until ${moment(expiresAt)}. If not, choose “not me” there. Support never asks you for a code.`;
    return { to, subject: 'Are you in contact with support?', text };
  }
  const [kind, status = ''] = topic.split('.');
  const words = kind === 'device_reset' ? resetWords[status] : undefined;
  if (words === undefined) return null;
  const reset = resetSchema.parse(payload);
  const { subject, text, cancellable } = words(reset);
  if (!cancellable) return { to: reset.to, subject, text };
  return {
    to: reset.to,
    subject,
    text: `${text} If you did not ask for this, stop it now: ${noticeLink(engine, reset.page, 'cancel', reset.resetId)}`,
  };
}
