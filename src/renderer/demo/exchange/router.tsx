import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { ApiKeys } from './keys/ApiKeys.tsx';
import { Overview } from './money/Overview.tsx';
import { Trade } from './money/Trade.tsx';
import { Withdraw } from './money/Withdraw.tsx';
import { Authenticator } from './security/Authenticator.tsx';
import { Contacts } from './security/Contacts.tsx';
import { Devices } from './security/Devices.tsx';
import { Identity } from './security/Identity.tsx';
import { Passkeys } from './security/Passkeys.tsx';
import { SecurityCentre } from './security/SecurityCentre.tsx';
import { TrustedDevice } from './security/TrustedDevice.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { Shell } from './shell/Shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const page = <P extends string>(path: P, component: () => React.ReactNode) => createRoute({ getParentRoute: () => root, path, component });

const routes = root.addChildren([
  page('/', Overview),
  page('/withdraw', Withdraw),
  page('/trade', Trade),
  page('/keys', ApiKeys),
  page('/security', SecurityCentre),
  page('/security/identity', Identity),
  page('/security/passkeys', Passkeys),
  page('/security/authenticator', Authenticator),
  page('/security/contacts', Contacts),
  page('/security/trusted-device', TrustedDevice),
  page('/security/devices', Devices),
]);

/** The exchange's routes; the server answers each of them with the same page. */
export const router = createRouter({ routeTree: routes, defaultPreload: false });
