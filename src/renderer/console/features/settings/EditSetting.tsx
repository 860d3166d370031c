import { Button, MultiSelect, NumberInput, Select, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldMessage } from '../../../ui/errors.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import {
  choiceWords,
  fittingUnit,
  meaningWords,
  rangeWords,
  type Setting,
  sameValue,
  settingWords,
  type TimeUnit,
  timeUnits,
  unitWords,
} from './setting-value.ts';
import classes from './settings.module.css';

const SHORTEST_REASON = 3;

/** Changes one setting, with a reason. The engine checks the range again. */
export function EditSetting({ setting, onClose }: { readonly setting: Setting; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [value, setValue] = useState<unknown>(setting.value);
  const [reason, setReason] = useState('');
  const changed = !sameValue(value, setting.value);
  return (
    <FormDialog
      title={setting.name}
      confirm={t('settings.save')}
      ready={changed && value !== null && reason.trim().length >= SHORTEST_REASON}
      onClose={onClose}
      onConfirm={async () => {
        const saved = await client.settings.set({ name: setting.name, value, reason: reason.trim() });
        await queryClient.invalidateQueries({ queryKey: api.settings.key() });
        notifications.show({ message: t('settings.saved', { name: saved.name, value: settingWords(t, saved, saved.value) }) });
        onClose();
      }}
    >
      {(error) => (
        <>
          <Text size="sm">{meaningWords(setting)}</Text>
          <Field setting={setting} value={value} error={fieldMessage(error, 'value')} onChange={setValue} />
          {!sameValue(value, setting.defaultValue) && (
            <Button size="compact-xs" variant="subtle" mr="auto" onClick={() => setValue(setting.defaultValue)}>
              {`${t('settings.reset')}: ${settingWords(t, setting, setting.defaultValue)}`}
            </Button>
          )}
          <TextInput
            label={t('settings.reason')}
            description={t('ui.reason.hint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={200}
            autoComplete="off"
            required
          />
        </>
      )}
    </FormDialog>
  );
}

interface FieldProps {
  readonly setting: Setting;
  readonly value: unknown;
  readonly error: string | null;
  readonly onChange: (value: unknown) => void;
}

/** The control that fits the kind of setting. `null` stands for a value that is not one yet. */
function Field({ setting, value, error, onChange }: FieldProps) {
  const { t } = useTranslation();
  const range = rangeWords(t, setting);
  const shared = { label: t('settings.value'), error, ...(range === null ? {} : { description: range }) };
  switch (setting.kind) {
    case 'duration':
      return <DurationField setting={setting} value={typeof value === 'number' ? value : null} error={error} onChange={onChange} />;
    case 'integer':
    case 'number':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
          allowDecimal={setting.kind === 'number'}
          {...(setting.unit === null ? {} : { suffix: ` ${unitWords(setting.unit)}` })}
          data-autofocus
        />
      );
    case 'money':
      return (
        <TextInput
          {...shared}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value.trim())}
          inputMode="decimal"
          rightSectionWidth={56}
          rightSection={setting.unit === null ? null : unitWords(setting.unit)}
          data-autofocus
        />
      );
    case 'boolean':
      return (
        <Switch
          label={value === true ? t('settings.on') : t('settings.off')}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          data-autofocus
        />
      );
    case 'choice':
      return <Select {...shared} data={choicesOf(setting)} value={String(value)} onChange={onChange} data-autofocus />;
    case 'text':
      return (
        <TextInput
          {...shared}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value.trim())}
          data-autofocus
        />
      );
    case 'text_list': {
      const items = Array.isArray(value) ? value.map(String) : [];
      return setting.choices === null ? (
        <TagsInput {...shared} description={t('settings.listHint')} value={items} onChange={onChange} data-autofocus />
      ) : (
        <MultiSelect {...shared} data={choicesOf(setting)} value={items} onChange={onChange} data-autofocus />
      );
    }
  }
}

const choicesOf = ({ choices }: Setting) => (choices ?? []).map((value) => ({ value, label: choiceWords(value) }));

interface DurationFieldProps {
  readonly setting: Setting;
  readonly value: number | null;
  readonly error: string | null;
  readonly onChange: (value: number | null) => void;
}

function DurationField({ setting, value, error, onChange }: DurationFieldProps) {
  const { t } = useTranslation();
  const [unit, setUnit] = useState<TimeUnit>(() => fittingUnit(value ?? 0));
  const range = rangeWords(t, setting);
  const units = Object.keys(timeUnits) as TimeUnit[];
  return (
    <div className={classes.pair}>
      <NumberInput
        label={t('settings.value')}
        error={error}
        {...(range === null ? {} : { description: range })}
        value={value === null ? '' : value / timeUnits[unit]}
        onChange={(next) => onChange(typeof next === 'number' ? Math.round(next * timeUnits[unit]) : null)}
        min={0}
        data-autofocus
      />
      <Select
        aria-label={t('settings.unitLabel')}
        data={units.map((name) => ({ value: name, label: t(`settings.unit.${name}`) }))}
        value={unit}
        onChange={(name) => setUnit(units.find((one) => one === name) ?? unit)}
      />
    </div>
  );
}
