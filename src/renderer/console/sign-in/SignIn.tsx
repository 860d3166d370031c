import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import {
  type Icon,
  IconEye,
  IconFingerprint,
  IconHeadset,
  IconScale,
  IconSettings,
  IconShieldSearch,
  IconUserStar,
} from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, roles } from '../../../shared/vocabulary/index.ts';
import { errorCode } from '../../ui/errors.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { useWatched } from '../../ui/use-watched.ts';
import { client } from '../connection/api.ts';
import { session } from '../connection/session.ts';
import { canUsePasskeys, signWithPasskey, troubleOf } from '../connection/webauthn.ts';
import { CodeInput } from './CodeInput.tsx';
import classes from './Entrance.module.css';
import { Frame } from './Frame.tsx';
import { Join, takeInvitation } from './Join.tsx';

export function SignIn() {
  const { t } = useTranslation();
  const { console: state, ended } = useWatched(session.view);
  const [byRole, setByRole] = useState(true);
  const [invitation, setInvitation] = useState(takeInvitation);
  const demo = state?.demo === true;
  if (invitation !== null) return <Join code={invitation} onBack={() => setInvitation(null)} />;
  return (
    <Frame>
      {ended && (
        <Alert variant="light" mb="md" w="100%" maw={demo && byRole ? 640 : 400} role="status">
          {t('signIn.ended')}
        </Alert>
      )}
      {demo && byRole ? (
        <RoleChoice onOther={() => setByRole(false)} />
      ) : (
        <div className={classes.card}>
          <h1 className={classes.title}>{t('signIn.title')}</h1>
          <p className={classes.about}>{t('signIn.workspace', { name: state?.workspace ?? '' })}</p>
          <SignInForm />
          <Button variant="subtle" fullWidth mt="xs" onClick={() => setInvitation('')}>
            {t('signIn.join.open')}
          </Button>
          {demo && (
            <Button variant="subtle" fullWidth onClick={() => setByRole(true)}>
              {t('signIn.demo.back')}
            </Button>
          )}
        </div>
      )}
    </Frame>
  );
}

function SignInForm() {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [state, setState] = useState<Trying>({ by: null, failed: 'code', error: null });
  const { console: engine } = useWatched(session.view);
  const busy = state.by !== null;

  const enter = async (by: Way, prove: () => Promise<Parameters<typeof session.enter>[0]>) => {
    if (busy) return;
    setState({ by, failed: by, error: null });
    try {
      session.enter(await prove());
    } catch (error) {
      setState({ by: null, failed: by, error });
      setCode('');
    }
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void enter('code', () => client.session.signIn({ email: email.trim(), password, code }));
  };

  const byPasskey = () =>
    enter('passkey', async () => {
      const { options } = await client.session.beginPasskeySignIn();
      return client.session.signInByPasskey({ email: email.trim(), password, response: await signWithPasskey(options) });
    });

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label={t('signIn.email')}
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        autoComplete="username"
        required
        autoFocus
      />
      <PasswordInput
        label={t('signIn.password')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        required
      />
      <div className={classes.second}>
        <CodeInput label={t('signIn.code')} value={code} onChange={setCode} error={null} />
        {canUsePasskeys(engine) && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconFingerprint size={16} aria-hidden />}
            loading={state.by === 'passkey'}
            disabled={email === '' || password === '' || busy}
            onClick={() => void byPasskey()}
          >
            {t('signIn.passkey.use')}
          </Button>
        )}
      </div>
      <Refusal state={state} />
      <Button type="submit" size="sm" loading={state.by === 'code'} disabled={email === '' || password === '' || code.length !== 6 || busy}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}

type Way = 'code' | 'passkey';

interface Trying {
  /** What is under way. */
  readonly by: Way | null;
  readonly failed: Way;
  readonly error: unknown;
}

function Refusal({ state: { error, failed } }: { readonly state: Trying }) {
  const { t } = useTranslation();
  const trouble = troubleOf(error);
  if (error === null) return null;
  if (trouble !== null) {
    return (
      <Alert variant="light" role="alert">
        {t(`signIn.passkey.${trouble}`)}
      </Alert>
    );
  }
  const refused = errorCode(error) === 'credentials_refused';
  return <ErrorNotice error={error} {...(refused ? { title: t(failed === 'code' ? 'signIn.refused' : 'signIn.passkey.refused') } : {})} />;
}

const roleIcon: Readonly<Record<Role, Icon>> = {
  agent: IconHeadset,
  senior_agent: IconUserStar,
  risk_analyst: IconShieldSearch,
  risk_lead: IconScale,
  administrator: IconSettings,
  auditor: IconEye,
};

/** Demo mode: one click signs in as somebody of a role. */
function RoleChoice({ onOther }: { readonly onOther: () => void }) {
  const { t } = useTranslation();
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const enter = async (role: Role) => {
    setState({ busy: true, error: null });
    try {
      session.enter(await client.session.demoSignIn({ role }));
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <div className={`${classes.card} ${classes.wide}`}>
      <h1 className={classes.title}>{t('signIn.demo.title')}</h1>
      <p className={classes.about}>{t('signIn.demo.about')}</p>
      <div className={classes.roles}>
        {roles.map((role) => {
          const RoleIcon = roleIcon[role];
          return (
            <button key={role} type="button" className={classes.role} disabled={state.busy} onClick={() => void enter(role)}>
              <RoleIcon size={22} stroke={1.6} aria-hidden />
              <span className={classes.roleName}>{t('signIn.demo.as', { role: t(`words.role.${role}`) })}</span>
              <span className={classes.roleDoes}>{t(`words.roleDoes.${role}`)}</span>
            </button>
          );
        })}
      </div>
      {state.error !== null && <ErrorNotice error={state.error} />}
      <Button variant="subtle" fullWidth onClick={onOther}>
        {t('signIn.demo.other')}
      </Button>
    </div>
  );
}
