import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import {
  IconChevronRight,
  IconDeviceMobileCheck,
  IconDevices,
  IconFingerprint,
  IconId,
  IconKey,
  IconMail,
  IconShieldLock,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useKit } from '../../kit/kit.ts';
import { Page } from '../shell/Page.tsx';
import { PageLink } from '../shell/PageLink.tsx';
import { identityWords } from './identity-words.ts';
import { MandatoryPasskey } from './MandatoryPasskey.tsx';
import classes from './SecurityCentre.module.css';

interface Row {
  readonly to: string;
  readonly title: string;
  readonly text: string;
  readonly Icon: typeof IconId;
  readonly state: string;
  readonly good: boolean;
}

/** Everything that protects the account, and how it stands. */
export function SecurityCentre() {
  const { customerApi } = useKit();
  const me = useQuery(customerApi.me.queryOptions({ input: undefined })).data;
  const items = useQuery(customerApi.securityItems.list.queryOptions({ input: undefined })).data;
  const passkeys = useQuery(customerApi.passkeys.list.queryOptions({ input: undefined })).data;
  const trusted = me?.factors.find(({ kind }) => kind === 'trusted_device');
  const bound = [items?.email, items?.phone].filter((each) => each !== null && each !== undefined).length;
  const rows: readonly Row[] = [
    {
      to: '/security/identity',
      title: 'Identity',
      text: 'Your document and your face. Most protections need them.',
      Icon: IconId,
      state:
        me === undefined
          ? ''
          : `${identityWords[me.identityStatus as keyof typeof identityWords]}${me.faceEnrolled ? ', face enrolled' : ''}`,
      good: me?.identityStatus === 'verified',
    },
    {
      to: '/security/passkeys',
      title: 'Passkeys',
      text: 'Log in and confirm with your fingerprint, your face or a security key.',
      Icon: IconFingerprint,
      state: passkeys === undefined ? '' : passkeys.items.length === 0 ? 'None yet' : `${passkeys.items.length} of ${passkeys.most}`,
      good: (passkeys?.items.length ?? 0) > 0,
    },
    {
      to: '/security/authenticator',
      title: 'Authenticator app',
      text: 'A code that changes every 30 seconds.',
      Icon: IconShieldLock,
      state: items === undefined ? '' : items.authenticator ? 'On' : 'Off',
      good: items?.authenticator === true,
    },
    {
      to: '/security/contacts',
      title: 'E-mail and phone',
      text: 'Where codes and warnings go.',
      Icon: IconMail,
      state: items === undefined ? '' : `${bound} bound`,
      good: bound > 0,
    },
  ];
  const advanced: readonly Row[] = [
    {
      to: '/security/trusted-device',
      title: 'Trusted device',
      text: 'One phone of yours approves withdrawals and API keys that start elsewhere.',
      Icon: IconDeviceMobileCheck,
      state: me === undefined ? '' : trusted === undefined ? 'Off' : trusted.status === 'suspended' ? 'Suspended' : (trusted.name ?? 'On'),
      good: trusted?.status === 'active',
    },
    {
      to: '/security/devices',
      title: 'Devices and sessions',
      text: 'Where you are logged in.',
      Icon: IconDevices,
      state: '',
      good: true,
    },
  ];
  return (
    <Page title="Security centre" intro="What protects your account, from the basics to the strictest.">
      <Rows rows={rows} label="Basics" />
      <Title order={2}>Advanced settings</Title>
      <Rows rows={advanced} label="Advanced settings" />
      <Card component="section" aria-label="Mandatory passkey">
        <Group gap="md" wrap="nowrap" align="flex-start">
          <IconKey size={26} stroke={1.6} className={classes.icon ?? ''} aria-hidden />
          <MandatoryPasskey />
        </Group>
      </Card>
    </Page>
  );
}

function Rows({ rows, label }: { readonly rows: readonly Row[]; readonly label: string }) {
  return (
    <Card padding={0} component="section" aria-label={label}>
      <Stack gap={0}>
        {rows.map(({ to, title, text, Icon, state, good }) => (
          <PageLink key={to} to={to} className={classes.row ?? ''}>
            <Icon size={26} stroke={1.6} className={classes.icon ?? ''} aria-hidden />
            <span className={classes.words}>
              <Text component="span" fw={600} display="block">
                {title}
              </Text>
              <Text component="span" size="sm" c="dimmed" display="block">
                {text}
              </Text>
            </span>
            {state !== '' && (
              <Badge
                variant="light"
                color={good ? 'gate' : 'gray'}
                size="lg"
                tt="none"
                className={good ? (classes.on ?? '') : (classes.off ?? '')}
              >
                {state}
              </Badge>
            )}
            <IconChevronRight size={18} aria-hidden />
          </PageLink>
        ))}
      </Stack>
    </Card>
  );
}
