import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCode } from '../../ui/errors.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { api, client, type Outputs } from '../connection/api.ts';
import classes from './Entrance.module.css';
import { SecondFactorForm } from './FirstRun.tsx';
import { Frame } from './Frame.tsx';
import { NewPassword, SHORTEST_PASSWORD } from './NewPassword.tsx';

const IN_ADDRESS = /^#invitation=(.{1,200})$/u;

/** The code in the address that a mail led to. It is taken out of it, so that no history or screenshot keeps it. */
export function takeInvitation(): string | null {
  const code = IN_ADDRESS.exec(window.location.hash)?.[1] ?? null;
  if (code !== null) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return code;
}

interface JoinProps {
  /** Empty when the person has still to enter it. */
  readonly code: string;
  readonly onBack: () => void;
}

/** Somebody who was invited sets password and second factor. */
export function Join({ code: given, onBack }: JoinProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState(given);
  const [password, setPassword] = useState('');
  const [enrolment, setEnrolment] = useState<Outputs['session']['acceptInvitation'] | null>(null);
  const invitation = useQuery({
    ...api.session.invitation.queryOptions({ input: { code } }),
    enabled: code !== '',
    retry: false,
    // Other queries wait until somebody is signed in.
    networkMode: 'always',
  });
  if (enrolment !== null) {
    return (
      <Frame>
        <SecondFactorForm created={enrolment} onCode={(totp) => client.session.confirmInvitation({ code, password, totp })} />
      </Frame>
    );
  }
  return (
    <Frame>
      <div className={classes.card}>
        {invitation.data === undefined ? (
          <CodeForm key={code} code={code} busy={invitation.isLoading} error={invitation.error} onCode={setCode} />
        ) : (
          <PasswordForm
            invitation={invitation.data}
            password={password}
            onPassword={setPassword}
            onSubmit={async () => setEnrolment(await client.session.acceptInvitation({ code, password }))}
          />
        )}
        <Button variant="subtle" fullWidth mt="xs" onClick={onBack}>
          {t('signIn.join.back')}
        </Button>
      </div>
    </Frame>
  );
}

interface CodeFormProps {
  readonly code: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onCode: (code: string) => void;
}

function CodeForm({ code, busy, error, onCode }: CodeFormProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(code);
  const unknown = errorCode(error) === 'not_found';
  return (
    <>
      <h1 className={classes.title}>{t('signIn.join.title')}</h1>
      <p className={classes.about}>{t('signIn.join.about')}</p>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          onCode(text.trim());
        }}
        noValidate
      >
        <TextInput
          label={t('signIn.join.code')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={600}
          autoComplete="off"
          error={unknown ? t('signIn.join.unknown') : null}
          required
          autoFocus
        />
        {error !== null && !unknown && <ErrorNotice error={error} />}
        <Button type="submit" size="sm" loading={busy} disabled={text.trim() === ''}>
          {t('signIn.join.next')}
        </Button>
      </form>
    </>
  );
}

interface PasswordFormProps {
  readonly invitation: Outputs['session']['invitation'];
  readonly password: string;
  readonly onPassword: (password: string) => void;
  readonly onSubmit: () => Promise<void>;
}

function PasswordForm({ invitation, password, onPassword, onSubmit }: PasswordFormProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const { name, email, role, invitedBy } = invitation;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setState({ busy: true, error: null });
    try {
      await onSubmit();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <>
      <span className={classes.step}>{t('signIn.first.stepOf', { step: 1 })}</span>
      <h1 className={classes.title}>{t('signIn.join.welcome', { name })}</h1>
      <p className={classes.about}>{t('signIn.join.invitedBy', { by: invitedBy, role: t(`words.role.${role}`) })}</p>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextInput label={t('signIn.email')} value={email} autoComplete="username" readOnly />
        <NewPassword value={password} onChange={onPassword} error={state.error} personal={[name, email]} autoFocus />
        {state.error !== null && <ErrorNotice error={state.error} />}
        <Button type="submit" size="sm" loading={state.busy} disabled={password.length < SHORTEST_PASSWORD}>
          {t('signIn.join.next')}
        </Button>
      </form>
    </>
  );
}
