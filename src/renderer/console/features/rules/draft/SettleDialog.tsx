import { SegmentedControl, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../../ui/FormDialog.tsx';
import { client } from '../../../connection/api.ts';
import { readContent } from '../policy.ts';
import classes from './draft.module.css';
import { settled } from './settle.ts';
import { type DraftDetail, showDraft } from './use-editing.ts';

/** Asks, for each part that both sides changed, which one to keep. */
export function SettleDialog({ detail, onClose }: { readonly detail: DraftDetail; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const { draft, conflicts, movedSince } = detail;
  const choose = (part: string, side: string) =>
    setTheirs((before) => new Set(side === 'theirs' ? [...before, part] : [...before].filter((one) => one !== part)));
  return (
    <FormDialog
      title={t('rules.settle.title')}
      confirm={t('rules.settle.confirm')}
      ready
      onClose={onClose}
      onConfirm={async () => {
        const content = settled(draft.kind, readContent(draft.kind, detail.content), movedSince, conflicts, theirs);
        showDraft(await client.tuning.drafts.settle({ id: draft.id, contentHash: draft.contentHash, content: { ...content } }));
        notifications.show({ message: t('rules.done.settled') });
        onClose();
      }}
    >
      {() => (
        <>
          <Text size="sm">{t('rules.settle.about')}</Text>
          {conflicts.map((part) => (
            <div key={part} className={classes.testHead}>
              <code className={classes.grow}>{part}</code>
              <SegmentedControl
                size="xs"
                aria-label={t('rules.settle.choose', { part })}
                value={theirs.has(part) ? 'theirs' : 'mine'}
                onChange={(side) => choose(part, side)}
                data={[
                  { value: 'mine', label: t('rules.settle.mine') },
                  { value: 'theirs', label: t('rules.settle.theirs') },
                ]}
              />
            </div>
          ))}
        </>
      )}
    </FormDialog>
  );
}
