import { Button, Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './FilterMenu.module.css';
import { Chip } from './FilterMenu.tsx';

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
          <Button
            size="compact-sm"
            variant="transparent"
            color="gray"
            className={classes.button ?? ''}
            rightSection={<IconChevronDown size={13} aria-hidden />}
            onClick={() => setOpened(!opened)}
          >
            {name}
            {chosen !== null && <strong className={classes.value}>{chosen}</strong>}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>{children(() => setOpened(false))}</Popover.Dropdown>
      </Popover>
    </Chip>
  );
}
