import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconServer2, IconX } from '@tabler/icons-react';
import { type SubmitEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownServer, ServerCheck, ServerProblem } from '../../../shared/desktop-bridge.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useWatched } from '../../ui/use-watched.ts';
import { choosingServer } from '../connection/desktop-shell.ts';
import { listenToShell, place, tellShell } from '../connection/shell-port.ts';
import classes from './ConnectServer.module.css';

/** Lets a person choose a team's server; shown wherever the menu or the entrance asks for it. */
export function ConnectServer() {
  const open = useWatched(choosingServer);
  return open ? <ConnectDialog onClose={() => choosingServer.set(false)} /> : null;
}

type State =
  | { readonly kind: 'typing' }
  | { readonly kind: 'asking'; readonly id: number }
  | { readonly kind: 'found'; readonly check: Extract<ServerCheck, { ok: true }> }
  | { readonly kind: 'refused'; readonly problem: ServerProblem };

let lastId = 0;

function ConnectDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const recent = useWatched(place)?.recent ?? [];
  const [address, setAddress] = useState('');
  const [state, setState] = useState<State>({ kind: 'typing' });

  useEffect(
    () =>
      listenToShell((message) => {
        if (message.kind !== 'checked') return;
        const { check, id } = message;
        setState((before) => {
          if (before.kind !== 'asking' || before.id !== id) return before;
          return check.ok ? { kind: 'found', check } : { kind: 'refused', problem: check.problem };
        });
      }),
    [],
  );

  const ask = (kind: 'check-server' | 'use-server', wanted: string) => {
    lastId += 1;
    setState({ kind: 'asking', id: lastId });
    tellShell({ kind, id: lastId, address: wanted });
  };
  const check = (wanted: string) => {
    setAddress(wanted);
    ask('check-server', wanted);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (address.trim() !== '') check(address.trim());
  };

  return (
    <Dialog onClose={onClose} title={t('servers.title')} size={520}>
      {state.kind === 'found' ? (
        <Found
          check={state.check}
          onBack={() => setState({ kind: 'typing' })}
          onUse={() => ask('use-server', state.check.server.address)}
        />
      ) : (
        <Stack gap="sm">
          <Text size="sm">{t('servers.about')}</Text>
          <form onSubmit={submit} noValidate>
            <Stack gap="sm">
              <TextInput
                label={t('servers.address')}
                description={t('servers.addressHint')}
                value={address}
                onChange={(event) => {
                  setAddress(event.currentTarget.value);
                  setState({ kind: 'typing' });
                }}
                error={state.kind === 'refused' ? t(`servers.problem.${state.problem.kind}`, { detail: state.problem.detail }) : null}
                maxLength={300}
                spellCheck={false}
                autoComplete="off"
                data-autofocus
              />
              {state.kind === 'refused' && state.problem.kind === 'certificate' && <p className={classes.detail}>{state.problem.detail}</p>}
              <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={onClose}>
                  {t('ui.cancel')}
                </Button>
                <Button type="submit" loading={state.kind === 'asking'} disabled={address.trim() === ''}>
                  {t('servers.check')}
                </Button>
              </Group>
            </Stack>
          </form>
          {recent.length > 0 && <Recent servers={recent} onChoose={check} />}
        </Stack>
      )}
    </Dialog>
  );
}

interface FoundProps {
  readonly check: Extract<ServerCheck, { ok: true }>;
  readonly onBack: () => void;
  readonly onUse: () => void;
}

/** What answers at an address, before anything is kept of it. */
function Found({ check: { server, demo }, onBack, onUse }: FoundProps) {
  const { t } = useTranslation();
  const rows = [
    [t('servers.workspace'), server.workspace],
    [t('servers.version'), `Portcullis ${server.version}`],
    [t('servers.security'), server.address.startsWith('https:') ? t('servers.encrypted') : t('servers.loopback')],
  ] as const;
  return (
    <Stack gap="sm">
      <Text size="sm">{t('servers.found', { address: server.address })}</Text>
      <dl className={classes.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {demo && <Text size="sm">{t('servers.demo')}</Text>}
      <Text size="sm">{t('servers.leaves')}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onBack}>
          {t('ui.back')}
        </Button>
        <Button onClick={onUse} data-autofocus autoFocus>
          {t('servers.use')}
        </Button>
      </Group>
    </Stack>
  );
}

function Recent({ servers, onChoose }: { readonly servers: readonly KnownServer[]; readonly onChoose: (address: string) => void }) {
  const { t } = useTranslation();
  const current = useWatched(place)?.server?.address;
  const forget = (address: string) => {
    tellShell({ kind: 'forget-server', address });
    place.update((before) => before && { ...before, recent: before.recent.filter((server) => server.address !== address) });
  };
  return (
    <section aria-label={t('servers.recent')}>
      <h2 className={classes.heading}>{t('servers.recent')}</h2>
      <ul className={classes.recent}>
        {servers.map(({ address, workspace }) => (
          <li key={address}>
            <button type="button" className={classes.server} onClick={() => onChoose(address)}>
              <IconServer2 size={17} stroke={1.6} aria-hidden />
              <span>
                <span className={classes.name}>{workspace}</span>
                <span className={classes.address}>{address}</span>
              </span>
            </button>
            {address !== current && (
              <ActionIcon variant="subtle" color="gray" aria-label={t('servers.forget', { address })} onClick={() => forget(address)}>
                <IconX size={15} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
