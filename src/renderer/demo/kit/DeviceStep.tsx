import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconDeviceMobile, IconRefresh } from '@tabler/icons-react';
import { useRef } from 'react';
import { QrCode } from '../../ui/QrCode.tsx';
import classes from './DeviceStep.module.css';
import { Notice } from './Notice.tsx';
import { type StepProps, useBegun } from './step.ts';
import { useCountdown } from './use-countdown.ts';
import { errorText } from './words.ts';

/** Another device is asked: the number to match, the QR code and its link, and the time that is left (TD-10, TD-12). */
export function DeviceStep(props: StepProps) {
  const { prompt, step, reread } = props;
  const asked = useRef(false);
  if (prompt !== null) asked.current = true;
  // A device that let one request run out is not asked again unless the customer says so.
  const begin = useBegun(props, !asked.current);
  const trusted = step.factor === 'trusted_device';
  if (prompt === null && asked.current && !begin.isPending) {
    return (
      <Stack gap="md">
        <Notice tone="warn" title="The request has timed out" urgent>
          Nobody answered it in time, so it cannot be approved any more. Have your device at hand, and ask it again.
        </Notice>
        {begin.error !== null && <Notice tone="bad">{errorText(begin.error)}</Notice>}
        <Group>
          <Button leftSection={<IconDeviceMobile size={18} aria-hidden />} onClick={() => begin.mutate()}>
            Ask the device again
          </Button>
        </Group>
      </Stack>
    );
  }
  if (prompt === null) {
    return begin.error === null ? <Text>Asking your device…</Text> : <Notice tone="bad">{errorText(begin.error)}</Notice>;
  }
  return (
    <Stack gap="md">
      <Text>
        {trusted
          ? 'Your trusted device has been asked. Compare every detail there, and above all the address, before you approve.'
          : 'Your app on another device has been asked. Open it there and approve.'}
      </Text>
      <div className={classes.ask}>
        <div className={classes.code}>
          <QrCode text={prompt.link} label="QR code that opens this request on the device" size={176} />
        </div>
        <Stack gap="sm" className={classes.side ?? ''}>
          {prompt.number !== null && (
            <div>
              <Text size="sm" c="dimmed">
                Enter this number there
              </Text>
              <Text className={classes.number ?? ''} data-testid="match-number">
                {prompt.number}
              </Text>
            </div>
          )}
          <Left until={prompt.expiresAt} />
          <CopyButton value={prompt.link}>
            {({ copied, copy }) => (
              <Button variant="default" size="xs" onClick={copy}>
                {copied ? 'Link copied' : 'Copy the link instead'}
              </Button>
            )}
          </CopyButton>
        </Stack>
      </div>
      <Text size="xs" c="dimmed" className={classes.link ?? ''} data-testid="prompt-link">
        {prompt.link}
      </Text>
      {begin.error !== null && <Notice tone="warn">{errorText(begin.error)}</Notice>}
      <Group>
        <Button leftSection={<IconRefresh size={18} aria-hidden />} onClick={reread}>
          I have completed verification
        </Button>
        <Button
          variant="subtle"
          leftSection={<IconDeviceMobile size={18} aria-hidden />}
          onClick={() => begin.mutate()}
          loading={begin.isPending}
        >
          Ask the device again
        </Button>
      </Group>
    </Stack>
  );
}

function Left({ until }: { readonly until: number }) {
  const { text, over } = useCountdown(until);
  return (
    <div>
      <Text size="sm" c="dimmed">
        {over ? 'The request has timed out' : 'Time left'}
      </Text>
      {!over && (
        <Text className={classes.left ?? ''} role="timer">
          {text}
        </Text>
      )}
    </div>
  );
}
