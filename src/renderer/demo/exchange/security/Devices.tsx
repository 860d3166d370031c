import { Badge, Button, Card, Group, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';
import { Page } from '../shell/Page.tsx';

const clientWords = {
  ios: 'iOS app',
  android: 'Android app',
  web: 'Web',
  h5: 'Inside another app',
  api: 'API',
  third_party: 'Another app',
} as const;

/** Where the account is logged in, and the end of what should not be. */
export function Devices() {
  const { customer, customerApi, queryClient } = useKit();
  const { data } = useQuery(customerApi.sessions.list.queryOptions({ input: undefined }));
  const end = useMutation({
    mutationFn: (id: string) => customer.sessions.end({ id: id as never }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  return (
    <Page inSecurity title="Devices and sessions" intro="If one of these is not yours, end it and change your password.">
      {end.error !== null && <Notice tone="bad">{errorText(end.error)}</Notice>}
      {data?.items.map(({ id, deviceName, deviceId, client, address, createdAt, lastActiveAt, loginComplete, current }) => (
        <Card key={id} component="article" aria-label={deviceName ?? deviceId ?? clientWords[client]}>
          <Group justify="space-between">
            <div>
              <Group gap="xs">
                <Text fw={600}>{deviceName ?? deviceId ?? clientWords[client]}</Text>
                <Badge variant="light" tt="none">
                  {clientWords[client]}
                </Badge>
                {current && (
                  <Badge variant="filled" tt="none">
                    This one
                  </Badge>
                )}
                {!loginComplete && (
                  <Badge variant="light" color="gray" tt="none">
                    Log-in not complete
                  </Badge>
                )}
              </Group>
              <Text size="sm" c="dimmed">
                Since {absoluteTime(createdAt, 'local', locale())}
                {address === null ? '' : ` from ${address}`} · last active {absoluteTime(lastActiveAt, 'local', locale())}
              </Text>
            </div>
            {!current && (
              <Button variant="default" size="xs" onClick={() => end.mutate(id)}>
                End it
              </Button>
            )}
          </Group>
        </Card>
      ))}
    </Page>
  );
}
