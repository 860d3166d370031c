import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../i18n/i18n.ts';
import { FilterPopover } from './FilterPopover.tsx';
import { fromLocalField, isSpan, type RangeText, rangeText, resolveRange, type Span, spans, toLocalField } from './time-range.ts';

interface FilterRangeProps {
  readonly name: string;
  readonly value: RangeText;
  readonly onChange: (value: RangeText) => void;
}

/** A filter by time as a chip: the last hour, day, … or from one moment to another. */
export function FilterRange({ name, value, onChange }: FilterRangeProps) {
  const { t } = useTranslation();
  const words = isSpan(value) ? t(`ui.filter.spans.${value}`) : <Between value={value} />;
  return (
    <FilterPopover name={name} chosen={value === '' ? null : words} onClear={() => onChange('')}>
      {(close) => {
        const choose = (chosen: RangeText) => {
          onChange(chosen);
          close();
        };
        return (
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
        );
      }}
    </FilterPopover>
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
