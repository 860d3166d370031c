import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Difference, differences, type Seen } from './differences.ts';
import { MiniTable } from './MiniTable.tsx';

/**
 * Guards decisions about an open record that may change under the hand (CQ-04): what was there when it was opened is remembered, and an action
 * on something else shows what changed and asks again.
 *
 * ```tsx
 * const { guard, prompt } = useWhatChanged(row.id, [{ name: t('…status'), value: row.status }]);
 * <ActionButton onAction={guard(() => setAsking('approve'))} … />
 * {prompt}
 * ```
 * @param id another record is remembered anew
 * @param now what the decision rests on, as it is shown
 */
export function useWhatChanged(id: string, now: readonly Seen[]): { guard(action: () => void): () => void; readonly prompt: ReactNode } {
  const [seen, setSeen] = useState({ id, fields: now });
  const [waiting, setWaiting] = useState<{ readonly action: () => void; readonly changes: readonly Difference[] } | null>(null);
  if (seen.id !== id) setSeen({ id, fields: now });
  const guard = (action: () => void) => () => {
    const changes = seen.id === id ? differences(seen.fields, now) : [];
    if (changes.length === 0) action();
    else setWaiting({ action, changes });
  };
  const leave = () => {
    setSeen({ id, fields: now });
    setWaiting(null);
  };
  const prompt =
    waiting === null ? null : (
      <WhatChanged
        changes={waiting.changes}
        onStop={leave}
        onGoOn={() => {
          leave();
          waiting.action();
        }}
      />
    );
  return { guard, prompt };
}

interface WhatChangedProps {
  readonly changes: readonly Difference[];
  readonly onGoOn: () => void;
  readonly onStop: () => void;
}

function WhatChanged({ changes, onGoOn, onStop }: WhatChangedProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onStop} title={t('ui.changed.title')} size="lg">
      <Stack gap="sm">
        <Text size="sm">{t('ui.changed.about')}</Text>
        <MiniTable
          label={t('ui.changed.title')}
          rows={changes}
          rowId={({ name }) => name}
          columns={[
            { name: t('ui.changed.field'), cell: ({ name }) => name },
            { name: t('ui.changed.was'), cell: ({ was }) => was ?? t('ui.none') },
            { name: t('ui.changed.is'), cell: ({ is }) => <strong>{is ?? t('ui.none')}</strong>, wide: true },
          ]}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onStop} data-autofocus>
            {t('ui.changed.stop')}
          </Button>
          <Button onClick={onGoOn}>{t('ui.changed.goOn')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
