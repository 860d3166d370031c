import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from './Key.tsx';
import { useShortcut } from './shortcuts.ts';

interface FilterTextProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Leaves the field: by Enter or the down key for the first of what was found, by Escape for where the person was in the list. */
  readonly onLeave: (to: 'first' | 'back') => void;
  /** False while what is found is not yet there: whoever goes on to it then waits, and never lands on what was found before. */
  readonly settled?: boolean;
  readonly width?: number | '100%';
}

/** The field that `/` leads to. Enter and the down key go on to the list, Escape empties it first. */
export function FilterText({ label, placeholder, value, onChange, onLeave, settled = true, width = 320 }: FilterTextProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    if (!leaving || !settled) return;
    setLeaving(false);
    onLeave('first');
  }, [leaving, settled, onLeave]);
  useShortcut({ keys: '/', label: t('shell.keys.filter'), group: 'list', run: () => input.current?.select() });
  return (
    <TextInput
      ref={input}
      w={width}
      size="xs"
      type="search"
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={placeholder}
      value={value}
      maxLength={120}
      spellCheck={false}
      autoComplete="off"
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={
        value === '' ? <Key keys="/" /> : <CloseButton size="sm" aria-label={t('ui.filter.clear')} onClick={() => onChange('')} />
      }
      onChange={(event) => {
        setLeaving(false);
        onChange(event.currentTarget.value);
      }}
      onBlur={() => setLeaving(false)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'ArrowDown' || event.key === 'Enter') {
          event.preventDefault();
          setLeaving(true);
        }
        if (event.key === 'Escape') {
          event.preventDefault();
          if (value === '') onLeave('back');
          else onChange('');
        }
      }}
    />
  );
}
