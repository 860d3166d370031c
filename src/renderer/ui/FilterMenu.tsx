import { Button, CloseButton, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FilterMenu.module.css';

interface FilterMenuProps<Value extends string> {
  readonly name: string;
  readonly options: readonly Value[];
  readonly chosen: readonly Value[];
  readonly word: (value: Value) => string;
  readonly onChange: (chosen: readonly Value[]) => void;
}

/** A filter as a chip: says what it lets through, opens to choose, and goes away by its cross. */
export function FilterMenu<Value extends string>({ name, options, chosen, word, onChange }: FilterMenuProps<Value>) {
  const { t } = useTranslation();
  const shown = chosen.length > 2 ? t('ui.filter.chosen', { count: chosen.length }) : chosen.map(word).join(', ');
  const toggle = (value: Value) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <Chip name={name} active={chosen.length > 0} onClear={() => onChange([])}>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="transparent"
            color="gray"
            className={classes.button ?? ''}
            rightSection={<IconChevronDown size={13} aria-hidden />}
          >
            {name}
            {chosen.length > 0 && <strong className={classes.value}>{shown}</strong>}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {options.map((value) => (
            <Menu.CheckboxItem key={value} checked={chosen.includes(value)} onChange={() => toggle(value)}>
              {word(value)}
            </Menu.CheckboxItem>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Chip>
  );
}

interface ChipProps {
  readonly name: string;
  readonly active: boolean;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

export function Chip({ name, active, onClear, children }: ChipProps) {
  const { t } = useTranslation();
  return (
    <span className={classes.chip} data-active={active || undefined}>
      {children}
      {active && <CloseButton size="xs" className={classes.clear ?? ''} onClick={onClear} aria-label={t('ui.filter.remove', { name })} />}
    </span>
  );
}
