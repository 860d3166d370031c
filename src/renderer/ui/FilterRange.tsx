import { Button, Group, Popover, Stack, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../i18n/i18n.ts';
import classes from './FilterMenu.module.css';
import { Chip } from './FilterMenu.tsx';
import { fromLocalField, isSpan, type RangeText, rangeText, resolveRange, type Span, spans, toLocalField } from './time-range.ts';

interface FilterRangeProps {
  readonly name: string;
  readonly value: RangeText;
  readonly onChange: (value: RangeText) => void;
}

/** A filter by time as a chip: the last hour, day, … or from one moment to another. */
export function FilterRange({ name, value, onChange }: FilterRangeProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const choose = (chosen: RangeText) => {
    onChange(chosen);
    setOpened(false);
  };
  return (
    <Chip name={name} active={value !== ''} onClear={() => onChange('')}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus shadow="md">
        <Popover.Target>
          <Button
            size="compact-sm"
            variant="transparent"
            color="gray"
            className={classes.button ?? ''}
            rightSection={<IconChevronDown size={13} aria-hidden />}
            onClick={() => setOpened(!opened)}
          >
            {name}
            {value !== '' && (
              <strong className={classes.value}>{isSpan(value) ? t(`ui.filter.spans.${value}`) : <Between value={value} />}</strong>
            )}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="sm">
            <Group gap={4}>
              {spans.map((span: Span) => (
                <Button key={span} size="compact-sm" variant={span === value ? 'filled' : 'default'} onClick={() => choose(span)}>
                  {t(`ui.filter.spans.${span}`)}
                </Button>
              ))}
            </Group>
            <Moments value={value} onChoose={choose} />
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Chip>
  );
}

function Between({ value }: { readonly value: RangeText }) {
  const range = resolveRange(value, 0) ?? {};
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' });
  const words = [range.from, range.to].map((at) => (at === undefined ? '…' : format.format(at)));
  return words.join(' – ');
}

function Moments({ value, onChoose }: { readonly value: RangeText; readonly onChoose: (value: RangeText) => void }) {
  const { t } = useTranslation();
  const given = isSpan(value) ? {} : (resolveRange(value, 0) ?? {});
  const [from, setFrom] = useState(toLocalField(given.from));
  const [to, setTo] = useState(toLocalField(given.to));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const range = { from: fromLocalField(from), to: fromLocalField(to) };
    onChoose(rangeText({ ...(range.from === undefined ? {} : { from: range.from }), ...(range.to === undefined ? {} : { to: range.to }) }));
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          type="datetime-local"
          size="xs"
          label={t('ui.filter.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          size="xs"
          label={t('ui.filter.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button type="submit">{t('ui.filter.apply')}</Button>
      </Group>
    </form>
  );
}
