import { Anchor, Button, Card, Group, List, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconPoint } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';
import { QrCode } from '../../../ui/QrCode.tsx';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { useOperation } from '../operation/OperationProvider.tsx';
import { Page } from '../shell/Page.tsx';
import { PageLink } from '../shell/PageLink.tsx';

/** TD-22: the state, what is still missing in order, and Delete at the upper right. Only the app can add it (TD-04). */
export function TrustedDevice() {
  const { customer, customerApi, exchangeApi } = useKit();
  const start = useOperation();
  const me = useQuery(customerApi.me.queryOptions({ input: undefined })).data;
  const about = useQuery(exchangeApi.about.queryOptions({ input: undefined })).data;
  const device = me?.factors.find(({ kind }) => kind === 'trusted_device');
  const has = (kind: string) => me?.factors.some((factor) => factor.kind === kind && factor.status === 'active') === true;
  const needs = [
    { done: me?.identityStatus === 'verified', text: 'Verify your identity', to: '/security/identity' },
    { done: me?.faceEnrolled === true, text: 'Enrol your face', to: '/security/identity' },
    { done: has('passkey') || has('authenticator'), text: 'Add a passkey or an authenticator app', to: '/security/passkeys' },
  ];
  const remove = () =>
    start({
      title: 'Remove your trusted device',
      wish: { kind: 'trusted_device_remove' },
      carryOut: (operationId) => customer.trustedDevice.remove({ operationId: operationId as never }),
      done: 'The trusted device was removed. Withdrawals wait for a day.',
    });
  const phone = about === undefined ? null : new URL('/phone', window.location.origin).href;
  return (
    <Page
      inSecurity
      title="Trusted device"
      intro="One phone of yours. Withdrawals and API keys that start anywhere else wait until you approve them there."
      actions={
        device !== undefined && (
          <Button variant="default" color="red" onClick={remove}>
            Delete
          </Button>
        )
      }
    >
      {device !== undefined && (
        <Card>
          <Stack gap="xs">
            <Text fw={600}>{device.name ?? 'Your phone'}</Text>
            <Text size="sm" c="dimmed">
              Added {absoluteTime(device.createdAt, 'local', locale())}
              {device.lastUsedAt === null ? '' : ` · last used ${absoluteTime(device.lastUsedAt, 'local', locale())}`}
            </Text>
            {device.status === 'suspended' ? (
              <Notice tone="warn" title="Suspended">
                Something that it needs is gone; the strictest other method is asked instead. Mend what is missing below, then restore it in
                the app.
              </Notice>
            ) : (
              <Text size="sm">Removing it starts a withdrawal hold. Replacing is removing and adding, so it carries the hold too.</Text>
            )}
          </Stack>
        </Card>
      )}
      {(device === undefined || device.status === 'suspended') && (
        <Card component="section" aria-label="What it takes">
          <Stack gap="md">
            <Text fw={600}>What it takes, in this order</Text>
            <List spacing="sm" center>
              {needs.map(({ done, text, to }) => (
                <List.Item
                  key={text}
                  icon={
                    <ThemeIcon size={24} radius="xl" variant={done ? 'filled' : 'light'} aria-hidden>
                      {done ? <IconCheck size={15} /> : <IconPoint size={15} />}
                    </ThemeIcon>
                  }
                >
                  {done ? (
                    <Text>{text}: done</Text>
                  ) : (
                    <Anchor component={PageLink} to={to}>
                      {text}
                    </Anchor>
                  )}
                </List.Item>
              ))}
            </List>
            <Text>
              Then open the app on the phone that shall approve, and turn it on there. A web page can never be the trusted device.
            </Text>
            {phone !== null && (
              <Group align="center" gap="xl">
                <QrCode text={phone} label="QR code that opens the phone app" size={132} />
                <Anchor href={phone} target="_blank" rel="noreferrer">
                  Open the demo’s phone
                </Anchor>
              </Group>
            )}
          </Stack>
        </Card>
      )}
    </Page>
  );
}
