import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../../ui/CopyText.tsx';
import { errorCode, fieldMessage } from '../../ui/errors.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { useWatched } from '../../ui/use-watched.ts';
import { client, type Outputs } from '../connection/api.ts';
import { session } from '../connection/session.ts';
import { CodeInput } from './CodeInput.tsx';
import classes from './Entrance.module.css';
import { Frame } from './Frame.tsx';
import { NewPassword, SHORTEST_PASSWORD } from './NewPassword.tsx';

type Created = Outputs['session']['createFirstAdministrator'];

/** The first run of a workspace: its first administrator, with both factors. */
export function FirstRun() {
  const [password, setPassword] = useState('');
  const [created, setCreated] = useState<Created | null>(null);
  return (
    <Frame>
      {created === null ? (
        <WhoForm password={password} onPassword={setPassword} onCreated={setCreated} />
      ) : (
        <SecondFactorForm
          created={created}
          onCode={(code) => client.session.confirmFirstAdministrator({ staffId: created.staffId, password, code })}
        />
      )}
    </Frame>
  );
}

interface WhoFormProps {
  readonly password: string;
  readonly onPassword: (password: string) => void;
  readonly onCreated: (created: Created) => void;
}

function WhoForm({ password, onPassword, onCreated }: WhoFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [setUpCode, setSetUpCode] = useState('');
  const needsCode = useWatched(session.view).console?.needsSetUpCode === true;
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const isAtField = ['name', 'email', 'password', 'setUpCode'].some((field) => fieldMessage(state.error, field) !== null);
  const ready =
    name.trim() !== '' && email.includes('@') && password.length >= SHORTEST_PASSWORD && (!needsCode || setUpCode.trim() !== '');

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setState({ busy: true, error: null });
    try {
      const code = needsCode ? { setUpCode: setUpCode.trim() } : {};
      onCreated(await client.session.createFirstAdministrator({ name: name.trim(), email: email.trim(), password, ...code }));
    } catch (error) {
      setState({ busy: false, error });
    }
  };

  return (
    <div className={classes.card}>
      <span className={classes.step}>{t('signIn.first.stepOf', { step: 1 })}</span>
      <h1 className={classes.title}>{t('signIn.first.title')}</h1>
      <p className={classes.about}>{t('signIn.first.about')}</p>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextInput
          label={t('signIn.first.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="name"
          maxLength={80}
          error={fieldMessage(state.error, 'name')}
          required
          autoFocus
        />
        <TextInput
          label={t('signIn.email')}
          description={t('signIn.first.emailHint')}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoComplete="username"
          maxLength={254}
          error={fieldMessage(state.error, 'email')}
          required
        />
        <NewPassword value={password} onChange={onPassword} error={state.error} personal={[name, email]} />
        {needsCode && (
          <TextInput
            label={t('signIn.first.setUpCode')}
            description={t('signIn.first.setUpCodeHint')}
            value={setUpCode}
            onChange={(event) => setSetUpCode(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            error={fieldMessage(state.error, 'setUpCode')}
            required
          />
        )}
        {state.error !== null && !isAtField && <ErrorNotice error={state.error} />}
        <Button type="submit" size="sm" loading={state.busy} disabled={!ready}>
          {t('signIn.first.next')}
        </Button>
      </form>
    </div>
  );
}

interface SecondFactorFormProps {
  readonly created: Pick<Created, 'totpUri' | 'totpSecret'>;
  /** Signs in with the first code. */
  readonly onCode: (code: string) => Promise<Parameters<typeof session.enter>[0]>;
}

/** Sets an authenticator app up, and proves with a first code that it works. */
export function SecondFactorForm({ created, onCode }: SecondFactorFormProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const refused = errorCode(state.error) === 'credentials_refused';

  const confirm = async (entered: string) => {
    setState({ busy: true, error: null });
    try {
      session.enter(await onCode(entered));
    } catch (error) {
      setState({ busy: false, error });
      setCode('');
    }
  };

  return (
    <div className={classes.card}>
      <span className={classes.step}>{t('signIn.first.stepOf', { step: 2 })}</span>
      <h1 className={classes.title}>{t('signIn.first.codeTitle')}</h1>
      <p className={classes.about}>{t('signIn.first.codeAbout')}</p>
      <div className={classes.qr}>
        <QrCode text={created.totpUri} label={t('signIn.first.qr')} />
        <div className={classes.manual}>
          {t('signIn.first.manual')}
          <CopyText text={created.totpSecret} name={t('signIn.first.key')} boxed grouped />
        </div>
      </div>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void confirm(code);
        }}
      >
        <CodeInput
          label={t('signIn.first.code')}
          value={code}
          onChange={setCode}
          error={refused ? t('signIn.first.codeRefused') : null}
          autoFocus
        />
        {state.error !== null && !refused && <ErrorNotice error={state.error} />}
        <Button type="submit" size="sm" loading={state.busy} disabled={code.length !== 6}>
          {t('signIn.first.confirm')}
        </Button>
      </form>
    </div>
  );
}
