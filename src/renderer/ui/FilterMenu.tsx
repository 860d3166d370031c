import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Chip, ChipButton } from './FilterChip.tsx';

interface FilterMenuProps<Value extends string> {
  readonly name: string;
  readonly options: readonly Value[];
  readonly chosen: readonly Value[];
  readonly word: (value: Value) => string;
  readonly onChange: (chosen: readonly Value[]) => void;
}

/** A filter as a chip that opens a list to choose from. */
export function FilterMenu<Value extends string>({ name, options, chosen, word, onChange }: FilterMenuProps<Value>) {
  const { t } = useTranslation();
  const active = chosen.length > 0;
  const shown = chosen.length > 2 ? t('ui.filter.chosen', { count: chosen.length }) : chosen.map(word).join(', ');
  const toggle = (value: Value) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <Chip name={name} active={active} onClear={() => onChange([])}>
      <Menu position="bottom-start">
        <Menu.Target>
          <ChipButton name={name} chosen={active ? shown : null} />
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
