import { useQuery } from '@tanstack/react-query';
import { useWatched } from '../../ui/use-watched.ts';
import { useKit } from '../kit/kit.ts';
import { useLive } from '../kit/live.ts';
import { CallerScreen } from './callers/CallerScreen.tsx';
import { HomeScreen } from './home/HomeScreen.tsx';
import { WithdrawScreen } from './home/WithdrawScreen.tsx';
import { InboxScreen } from './inbox/InboxScreen.tsx';
import { FinishLogIn } from './login/FinishLogIn.tsx';
import { LogIn } from './login/LogIn.tsx';
import { OfflineScreen } from './offline/OfflineScreen.tsx';
import { Incoming } from './requests/Incoming.tsx';
import { RequestScreen } from './requests/RequestScreen.tsx';
import { ScanScreen } from './scan/ScanScreen.tsx';
import { AdvancedScreen } from './security/AdvancedScreen.tsx';
import { AuthenticatorScreen } from './security/AuthenticatorScreen.tsx';
import { FaceScreen } from './security/FaceScreen.tsx';
import { IdentityScreen } from './security/IdentityScreen.tsx';
import { PasskeysScreen } from './security/PasskeysScreen.tsx';
import { ProfileScreen } from './security/ProfileScreen.tsx';
import { ResetScreen } from './security/ResetScreen.tsx';
import { SecurityScreen } from './security/SecurityScreen.tsx';
import { SessionScreen } from './security/SessionScreen.tsx';
import { TransferScreen } from './security/TransferScreen.tsx';
import { TrustedDeviceScreen } from './security/TrustedDeviceScreen.tsx';
import { Frame, Stage } from './shell/Frame.tsx';
import { type Screen, useScreen } from './shell/nav.ts';
import { Waiting } from './shell/parts.tsx';
import { TabBar } from './shell/TabBar.tsx';
import { texts } from './texts.ts';

export function App() {
  const { session } = useKit();
  const open = useWatched(session.current);
  useLive();
  return (
    <Frame>
      {open === null ? (
        <Stage>
          <LogIn />
        </Stage>
      ) : (
        <LoggedIn key={open.token} />
      )}
    </Frame>
  );
}

/** Until the exchange has answered once. */
const ASK_AGAIN_MS = 5_000;

/** Whether the session is let in yet decides between its log-in's last steps and the app. */
function LoggedIn() {
  const { exchangeApi } = useKit();
  const { data, fetchStatus, failureCount, errorUpdateCount, refetch } = useQuery({
    ...exchangeApi.session.queryOptions(),
    refetchInterval: ({ state }) => (state.data === undefined ? ASK_AGAIN_MS : false),
  });
  const screen = useScreen();
  if (data === undefined) {
    const silent = fetchStatus === 'paused' || failureCount > 0 || errorUpdateCount > 0;
    return silent ? <OfflineScreen onAgain={() => void refetch()} /> : <Waiting>{texts.loading}</Waiting>;
  }
  if (data.state === 'log_in' && data.logInOperationId !== null) {
    return (
      <Stage>
        <FinishLogIn operationId={data.logInOperationId} />
      </Stage>
    );
  }
  return (
    <>
      <Incoming />
      <Stage>
        <Shown screen={screen} />
        <TabBar />
      </Stage>
    </>
  );
}

function Shown({ screen }: { readonly screen: Screen }) {
  switch (screen.name) {
    case 'home':
      return <HomeScreen />;
    case 'inbox':
      return <InboxScreen />;
    case 'profile':
      return <ProfileScreen />;
    case 'scan':
      return <ScanScreen />;
    case 'withdraw':
      return <WithdrawScreen />;
    case 'security':
      return <SecurityScreen />;
    case 'advanced':
      return <AdvancedScreen />;
    case 'trusted-device':
      return <TrustedDeviceScreen />;
    case 'identity':
      return <IdentityScreen />;
    case 'face':
      return <FaceScreen />;
    case 'authenticator':
      return <AuthenticatorScreen />;
    case 'passkeys':
      return <PasskeysScreen />;
    case 'session':
      return <SessionScreen />;
    case 'reset':
      return <ResetScreen />;
    case 'request':
      return <RequestScreen key={screen.id} id={screen.id} />;
    case 'caller':
      return <CallerScreen key={screen.id} id={screen.id} />;
    case 'transfer':
      return <TransferScreen key={screen.link} link={screen.link} />;
  }
}
