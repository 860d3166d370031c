import { ActionIcon, Button, Container, Group, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconInbox, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useWatched } from '../../../ui/use-watched.ts';
import { Inbox } from '../../kit/Inbox.tsx';
import { useKit } from '../../kit/kit.ts';
import { useLive } from '../../kit/live.ts';
import { Offline } from '../../kit/Offline.tsx';
import { PlacePicker } from '../../kit/PlacePicker.tsx';
import { HoldBanner } from '../money/HoldBanner.tsx';
import { OperationProvider } from '../operation/OperationProvider.tsx';
import { CallerBanner } from '../security/CallerBanner.tsx';
import { ResetBanner } from '../security/ResetBanner.tsx';
import { Brand } from './Brand.tsx';
import { DemoRibbon } from './DemoRibbon.tsx';
import { PageLink } from './PageLink.tsx';
import classes from './Shell.module.css';

const places = [
  { to: '/', label: 'Overview' },
  { to: '/withdraw', label: 'Withdraw' },
  { to: '/trade', label: 'C2C trade' },
  { to: '/keys', label: 'API keys' },
  { to: '/security', label: 'Security centre' },
] as const;

/** The frame of every page for somebody who is logged in. */
export function Shell() {
  const { session, exchange } = useKit();
  const [inbox, { open, close }] = useDisclosure(false);
  const current = useWatched(session.current);
  useLive();
  const leave = useMutation({ mutationFn: () => exchange.logOut(), onSettled: () => session.close() });
  return (
    <OperationProvider>
      <DemoRibbon />
      <header className={classes.header}>
        <Container size="lg" className={classes.bar ?? ''}>
          <Brand />
          <nav className={classes.nav} aria-label="Exchange">
            {places.map(({ to, label }) => (
              <PageLink key={to} to={to} className={classes.link ?? ''} activeOptions={{ exact: to === '/' }}>
                {label}
              </PageLink>
            ))}
          </nav>
          <Group gap="xs" className={classes.tools ?? ''} wrap="nowrap">
            <PlacePicker />
            <Button variant="default" size="xs" leftSection={<IconInbox size={16} aria-hidden />} onClick={open}>
              My inbox
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" size="lg" aria-label="My account">
                  <IconUserCircle size={24} stroke={1.6} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>
                  {current?.name}
                  <Text size="xs" c="dimmed">
                    {current?.email}
                  </Text>
                </Menu.Label>
                <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leave.mutate()}>
                  Log out
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Container>
      </header>
      <Container size="lg" component="main" className={classes.main ?? ''}>
        <Offline />
        <CallerBanner />
        <ResetBanner />
        <HoldBanner />
        <Outlet />
      </Container>
      <Inbox opened={inbox} onClose={close} />
    </OperationProvider>
  );
}
