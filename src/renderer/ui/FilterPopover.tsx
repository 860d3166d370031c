import { Popover } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Chip, ChipButton } from './FilterChip.tsx';

interface FilterPopoverProps {
  readonly name: string;
  /** What it lets through, in words; null when it lets everything through. */
  readonly chosen: ReactNode;
  readonly onClear: () => void;
  /** What opens below the chip, made anew each time. */
  readonly children: (close: () => void) => ReactNode;
}

/** A filter as a chip that opens a form. */
export function FilterPopover({ name, chosen, onClear, children }: FilterPopoverProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Chip name={name} active={chosen !== null} onClear={onClear}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus shadow="md">
        <Popover.Target>
          <ChipButton name={name} chosen={chosen} onClick={() => setOpened(!opened)} />
        </Popover.Target>
        <Popover.Dropdown>{children(() => setOpened(false))}</Popover.Dropdown>
      </Popover>
    </Chip>
  );
}
