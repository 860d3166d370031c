import { Button, SegmentedControl, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseTemplate } from '../../../../shared/contract/console/index.ts';
import {
  type CaseKind,
  caseKinds,
  casePhrases,
  fillPlaceholders,
  placeholders,
  type TemplateKind,
  templateKinds,
  unknownPlaceholders,
} from '../../../../shared/vocabulary/index.ts';
import { fieldMessage } from '../../../ui/errors.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { client } from '../../connection/api.ts';
import { useMe } from '../../connection/use-me.ts';
import classes from './templates.module.css';

interface EditTemplateProps {
  /** Null to write a new one. */
  readonly template: CaseTemplate | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** A template with its open places, and how it will read on a case. */
export function EditTemplate({ template, onClose, onSaved }: EditTemplateProps) {
  const { t } = useTranslation();
  const me = useMe();
  const field = useRef<HTMLTextAreaElement>(null);
  const [kind, setKind] = useState<TemplateKind>(template?.kind ?? 'reply');
  const [queue, setQueue] = useState<CaseKind | null>(template?.queue ?? null);
  const [title, setTitle] = useState(template?.title ?? '');
  const [text, setText] = useState(template?.text ?? '');
  const unknown = unknownPlaceholders(text);
  const sample = {
    customer_name: 'A••• M•••',
    about: casePhrases[queue ?? 'device_reset'],
    case_id: `case_${'0'.repeat(26)}`,
    agent_name: me.name,
    today: '2026-01-31',
  };
  const insert = (name: string) => {
    const at = field.current?.selectionStart ?? text.length;
    setText(`${text.slice(0, at)}{{${name}}}${text.slice(field.current?.selectionEnd ?? at)}`);
    field.current?.focus();
  };
  return (
    <FormDialog
      title={template === null ? t('templates.add') : t('templates.editTitle', { title: template.title })}
      confirm={t('templates.save')}
      ready={title.trim() !== '' && text.trim() !== '' && unknown.length === 0}
      onClose={onClose}
      onConfirm={async () => {
        const known = template === null ? {} : { id: template.id, seenAt: template.updatedAt };
        await client.cases.templates.save({ ...known, kind, queue, title: title.trim(), text: text.trim() });
        onSaved();
      }}
    >
      {(error) => (
        <>
          <SegmentedControl
            aria-label={t('templates.column.kind')}
            value={kind}
            onChange={(value) => setKind(value)}
            data={templateKinds.map((value) => ({ value, label: t(`templates.kind.${value}`) }))}
          />
          <Select
            label={t('templates.column.queue')}
            placeholder={t('templates.everywhere')}
            value={queue}
            onChange={(value) => setQueue(caseKinds.find((one) => one === value) ?? null)}
            clearable
            data={caseKinds.map((value) => ({ value, label: t(`words.caseKind.${value}`) }))}
          />
          <TextInput
            label={t('templates.column.title')}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            maxLength={80}
            error={fieldMessage(error, 'title')}
            required
            data-autofocus
          />
          <Textarea
            ref={field}
            label={t('templates.column.text')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={4_000}
            autosize
            minRows={4}
            maxRows={12}
            error={unknown.length > 0 ? t('cases.replies.unknown', { names: unknown.join(', ') }) : fieldMessage(error, 'text')}
            required
          />
          <div className={classes.places}>
            <Text size="xs">{t('templates.insert')}</Text>
            {placeholders.map((name) => (
              <Button key={name} size="compact-xs" variant="default" onClick={() => insert(name)}>
                {t(`templates.place.${name}`)}
              </Button>
            ))}
          </div>
          {text.trim() !== '' && (
            <section aria-label={t('cases.replies.preview')}>
              <Text size="xs" fw={600}>
                {t('cases.replies.preview')}
              </Text>
              <p className={classes.preview}>{fillPlaceholders(text, sample)}</p>
            </section>
          )}
        </>
      )}
    </FormDialog>
  );
}
