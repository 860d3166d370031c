import { Button, Group, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterPopover } from './FilterPopover.tsx';

interface FilterInputProps {
  readonly name: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** A filter by an exact text, such as an id, as a chip. */
export function FilterInput({ name, value, placeholder, onChange }: FilterInputProps) {
  return (
    <FilterPopover name={name} chosen={value === '' ? null : value} onClear={() => onChange('')}>
      {(close) => (
        <ExactText
          name={name}
          value={value}
          {...(placeholder === undefined ? {} : { placeholder })}
          onChange={(text) => {
            onChange(text);
            close();
          }}
        />
      )}
    </FilterPopover>
  );
}

function ExactText({ name, value, placeholder, onChange }: FilterInputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onChange(text.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          w={220}
          size="xs"
          label={name}
          value={text}
          {...(placeholder === undefined ? {} : { placeholder })}
          maxLength={80}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit">{t('ui.filter.apply')}</Button>
      </Group>
    </form>
  );
}
