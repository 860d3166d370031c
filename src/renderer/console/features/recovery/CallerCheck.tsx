import { IconCheck, IconClockX, IconHourglass, IconPhoneCall, IconUserX, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallerRow } from '../../../../shared/contract/console/recovery.ts';
import {
  type AccountId,
  type CallerMethod,
  type CallerStatus,
  callerMethods,
  type DeviceResetId,
} from '../../../../shared/vocabulary/index.ts';
import { factorIcon } from '../../../ui/badges.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { errorData } from '../../../ui/errors.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import classes from './recovery.module.css';

const methodIcon = {
  trusted_device: factorIcon.trusted_device,
  authenticator: factorIcon.authenticator,
  email: factorIcon.email_code,
  phone: factorIcon.phone_code,
} as const satisfies Readonly<Record<CallerMethod, unknown>>;

const isStrong = (method: CallerMethod): boolean => method === 'trusted_device' || method === 'authenticator';

const statusLook = {
  pending: ['info', IconHourglass],
  confirmed: ['good', IconCheck],
  denied: ['bad', IconUserX],
  failed: ['bad', IconX],
  expired: ['neutral', IconClockX],
  cancelled: ['neutral', IconX],
} as const satisfies Readonly<Record<CallerStatus, unknown>>;

interface CallerCheckProps {
  readonly accountId: AccountId;
  /** The reset that the verification speaks for; none when somebody simply calls. */
  readonly resetId?: DeviceResetId;
  /** Newest first. */
  readonly callers: readonly CallerRow[];
  readonly names?: Readonly<Record<string, string>>;
  /** Whether somebody can still be asked. */
  readonly open?: boolean;
  /** Whether its buttons have keys, which dialogs do not give. */
  readonly keyed?: boolean;
  readonly onAsked?: (caller: CallerRow) => void;
}

/** Proves who is on the phone by a factor that the customer still has, while the call goes on (RC-03). */
export function CallerCheck({ accountId, resetId, callers, names = {}, open = true, keyed = true, onAsked }: CallerCheckProps) {
  const { t } = useTranslation();
  const may = useMay('recovery.start');
  const [latest, ...before] = [...callers].sort((a, b) => b.createdAt - a.createdAt);
  const pending = latest?.status === 'pending' ? latest : undefined;
  return (
    <div className={classes.caller}>
      <p className={classes.soft}>{t('caseBodies.caller.about')}</p>
      {latest !== undefined && <Latest caller={latest} names={names} keyed={keyed} />}
      {!open ? null : may ? (
        pending === undefined && (
          <Methods accountId={accountId} resetId={resetId} calm={latest?.status === 'confirmed'} keyed={keyed} onAsked={onAsked} />
        )
      ) : (
        <p className={classes.soft}>{t('caseBodies.caller.may')}</p>
      )}
      {before.length > 0 && (
        <section aria-label={t('caseBodies.caller.history')}>
          <h3 className={classes.small}>{t('caseBodies.caller.history')}</h3>
          <ul className={classes.history}>
            {before.map((caller) => (
              <li key={caller.id}>
                <CallerTag caller={caller} />
                <span className={classes.soft}>
                  {t('caseBodies.caller.by', { method: t(`caseBodies.caller.method.${caller.method}`) })} · <Moment at={caller.createdAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function CallerTag({ caller }: { readonly caller: CallerRow }) {
  const { t } = useTranslation();
  const [tone, icon] = statusLook[caller.status];
  return (
    <Tag tone={tone} icon={icon}>
      {caller.status === 'pending' ? t('caseBodies.caller.pending') : t(`caseBodies.caller.result.${caller.status}`)}
    </Tag>
  );
}

interface LatestProps {
  readonly caller: CallerRow;
  readonly names: Readonly<Record<string, string>>;
  readonly keyed: boolean;
}

function Latest({ caller, names, keyed }: LatestProps) {
  const { t } = useTranslation();
  const askedBy = names[caller.askedBy];
  return (
    <div className={classes.latest} data-status={caller.status}>
      <div role="status">
        <CallerTag caller={caller} />
      </div>
      <p className={classes.soft}>
        {t('caseBodies.caller.by', { method: t(`caseBodies.caller.method.${caller.method}`) })}
        {askedBy !== undefined && ` · ${t('caseBodies.caller.askedBy', { name: askedBy })}`} ·{' '}
        <Moment at={caller.answeredAt ?? caller.createdAt} />
      </p>
      {caller.status === 'pending' && <Waiting caller={caller} keyed={keyed} />}
      {caller.status === 'denied' && <p>{t('caseBodies.caller.deniedHint')}</p>}
    </div>
  );
}

function Waiting({ caller, keyed }: Omit<LatestProps, 'names'>) {
  const { t } = useTranslation();
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const stop = async () => {
    setState({ busy: true, error: null });
    try {
      await client.recovery.callers.cancel({ id: caller.id });
      await queryClient.invalidateQueries({ queryKey: api.recovery.key() });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <>
      {caller.number === null ? (
        <p>{t('caseBodies.caller.othersNumber')}</p>
      ) : (
        <div className={classes.say}>
          <span>
            {t('caseBodies.caller.say')}
            <br />
            <span className={classes.soft}>{t('caseBodies.caller.sayHint')}</span>
          </span>
          <strong className={classes.number}>{caller.number}</strong>
        </div>
      )}
      <div className={classes.row}>
        <Countdown from={caller.createdAt} to={caller.expiresAt} withBar />
        <span className={classes.soft}>{t('caseBodies.caller.tries', { count: caller.triesLeft })}</span>
        <WriteButton
          variant="default"
          loading={state.busy}
          onClick={() => void stop()}
          shortcut={keyed ? { keys: '0', label: t('caseBodies.caller.cancel'), run: () => void stop() } : undefined}
        >
          {t('caseBodies.caller.cancel')}
        </WriteButton>
      </div>
      {state.error !== null && <ErrorNotice error={state.error} />}
    </>
  );
}

interface MethodsProps {
  readonly accountId: AccountId;
  readonly resetId: DeviceResetId | undefined;
  /** Nothing more needs to be asked. */
  readonly calm: boolean;
  readonly keyed: boolean;
  readonly onAsked: ((caller: CallerRow) => void) | undefined;
}

/** What the customer can still prove themselves by; or, in words, that nothing is left but documents. */
function Methods({ accountId, resetId, calm, keyed, onAsked }: MethodsProps) {
  const { t } = useTranslation();
  const usable = useQuery(api.recovery.callers.methods.queryOptions({ input: { accountId } }));
  const [busy, setBusy] = useState<CallerMethod | null>(null);
  const [error, setError] = useState<unknown>(null);
  const ask = async (method: CallerMethod) => {
    setBusy(method);
    setError(null);
    try {
      const caller = await client.recovery.callers.ask({ accountId, method, ...(resetId === undefined ? {} : { resetId }) });
      onAsked?.(caller);
      await queryClient.invalidateQueries({ queryKey: api.recovery.key() });
    } catch (problem) {
      setError(problem);
    }
    setBusy(null);
  };
  if (usable.isError) {
    if (errorData(usable.error).reason === 'sub_account') return <p>{t('caseBodies.caller.sub')}</p>;
    return <ErrorNotice error={usable.error} onRetry={() => void usable.refetch()} />;
  }
  if (usable.data === undefined) return null;
  const methods = callerMethods.flatMap((method) => usable.data.methods.filter((each) => each.method === method));
  if (methods.length === 0) return <p className={classes.none}>{t('caseBodies.caller.none')}</p>;
  return (
    <>
      <div className={classes.methods}>
        {methods.map(({ method, sentTo }, index) => {
          const MethodIcon = methodIcon[method];
          const words = t(`caseBodies.caller.ask.${method}`);
          return (
            <WriteButton
              key={method}
              variant={isStrong(method) && !calm ? 'filled' : 'default'}
              leftSection={<MethodIcon size={15} aria-hidden />}
              loading={busy === method}
              disabled={busy !== null && busy !== method}
              onClick={() => void ask(method)}
              shortcut={keyed ? { keys: String(index + 1), label: words, run: () => void ask(method) } : undefined}
            >
              {sentTo === null ? words : t('caseBodies.caller.askTo', { method: words, to: sentTo })}
            </WriteButton>
          );
        })}
      </div>
      {error !== null && <ErrorNotice error={error} />}
    </>
  );
}

/** The mark of everything about callers. */
export const CallerIcon = IconPhoneCall;
