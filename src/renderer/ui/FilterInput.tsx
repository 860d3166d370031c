import { Button, Group, Popover, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FilterMenu.module.css';
import { Chip } from './FilterMenu.tsx';

interface FilterInputProps {
  readonly name: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** A filter by an exact text, such as an id, as a chip. */
export function FilterInput({ name, value, placeholder, onChange }: FilterInputProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState(value);
  const open = () => {
    setText(value);
    setOpened(true);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onChange(text.trim());
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
            onClick={() => (opened ? setOpened(false) : open())}
          >
            {name}
            {value !== '' && <strong className={classes.value}>{value}</strong>}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
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
        </Popover.Dropdown>
      </Popover>
    </Chip>
  );
}
