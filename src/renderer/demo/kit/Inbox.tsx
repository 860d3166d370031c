import { Badge, Drawer, Group, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { locale } from '../../i18n/i18n.ts';
import { relativeTime } from '../../ui/format.ts';
import { useEngineNow } from '../../ui/use-watched.ts';
import { useKit } from './kit.ts';

interface InboxProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

const CODE = /\b(\d{6})\b/u;

/** Mail and SMS that the demo kept on this machine for this customer, as their own mail program and phone would show them. */
export function Inbox({ opened, onClose }: InboxProps) {
  const { exchangeApi } = useKit();
  const { data } = useQuery(exchangeApi.inbox.queryOptions({ input: {}, enabled: opened, refetchInterval: opened ? 1_500 : false }));
  const now = useEngineNow('ten-seconds');
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title="My inbox"
      position="right"
      zIndex={400}
      closeButtonProps={{ 'aria-label': 'Close the inbox' }}
    >
      <Stack gap="sm" component="section" aria-label="Messages">
        <Text size="sm" c="dimmed">
          Nothing is really sent in the demo. These messages stayed on this machine.
        </Text>
        {data?.items.length === 0 && <Text>No messages yet.</Text>}
        {data?.items.map((message) => (
          <Paper key={`${message.at}${message.to}${message.text.slice(0, 20)}`} withBorder p="md" radius="md" component="article">
            <Group justify="space-between" mb={6} wrap="nowrap">
              <Badge variant="light" size="sm">
                {message.channel === 'sms' ? 'SMS' : 'E-mail'}
              </Badge>
              <Text size="xs" c="dimmed">
                {relativeTime(message.at, now, locale())}
              </Text>
            </Group>
            {message.subject !== null && (
              <Text fw={600} size="sm">
                {message.subject}
              </Text>
            )}
            <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
              {message.text.split(CODE).map((part, index) =>
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text that never changes
                index % 2 === 1 ? <b key={index}>{part}</b> : part,
              )}
            </Text>
            <Text size="xs" c="dimmed" mt={6}>
              To {message.to}
            </Text>
          </Paper>
        ))}
      </Stack>
    </Drawer>
  );
}
