import { Badge, Button, Card, Group, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { Page } from '../shell/Page.tsx';
import { EnrolFace } from './EnrolFace.tsx';
import { IdentityForm } from './IdentityForm.tsx';
import { identityWords } from './identity-words.ts';

/** FV-01 to FV-04: the document, what became of it, and the face. */
export function Identity() {
  const { customerApi } = useKit();
  const { data } = useQuery(customerApi.identity.get.queryOptions({ input: undefined }));
  const [again, setAgain] = useState(false);
  if (data === undefined)
    return (
      <Page inSecurity title="Identity">
        {null}
      </Page>
    );
  const open = data.request?.status === 'open';
  const verified = data.status === 'verified';
  return (
    <Page inSecurity title="Identity" intro="Who you are, proved once. Your document protects the account and is shown to nobody.">
      <Card component="section" aria-label="State">
        <Stack gap="sm">
          <Group>
            <Title order={2}>{identityWords[data.status]}</Title>
            {data.faceEnrolled && (
              <Badge variant="light" tt="none">
                Face enrolled
              </Badge>
            )}
          </Group>
          {data.document !== null && (
            <Text size="sm">
              {data.document.name}, born {data.document.birthDate}, document {data.document.number} ({data.document.country})
            </Text>
          )}
          {open && (
            <Text size="sm">
              Somebody is looking at what you handed in on {absoluteTime(data.request?.createdAt ?? 0, 'local', locale())}.
            </Text>
          )}
          {data.request?.status === 'rejected' && (
            <Notice tone="bad" title="What you handed in was not accepted">
              {data.request.reason ?? 'Hand in a sharp photo of a valid document.'}
            </Notice>
          )}
          {data.history.length > 0 && (
            <List size="sm" c="dimmed">
              {data.history.map(({ at, to, reason }) => (
                <List.Item key={at}>
                  {absoluteTime(at, 'local', locale())}: {identityWords[to]}
                  {reason === null ? '' : ` (${reason})`}
                </List.Item>
              ))}
            </List>
          )}
          {(verified || open) && !again && (
            <Group>
              <Button variant="default" size="xs" onClick={() => setAgain(true)}>
                {verified ? 'My data has changed' : 'Hand in another document'}
              </Button>
            </Group>
          )}
        </Stack>
      </Card>
      {(again || (!verified && !open)) && <IdentityForm warning={data.warning} update={verified} onDone={() => setAgain(false)} />}
      <EnrolFace enrolled={data.faceEnrolled} hasDocument={data.document !== null || open} />
    </Page>
  );
}
