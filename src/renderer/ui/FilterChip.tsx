import { Button, type ButtonProps, CloseButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FilterChip.module.css';

interface ChipProps {
  readonly name: string;
  readonly active: boolean;
  readonly onClear: () => void;
  /** A {@link ChipButton} with what opens below it. */
  readonly children: ReactNode;
}

/** A filter as a chip: says what it lets through, opens to choose, and goes away by its cross. */
export function Chip({ name, active, onClear, children }: ChipProps) {
  const { t } = useTranslation();
  return (
    <span className={classes.chip} data-active={active || undefined}>
      {children}
      {active && <CloseButton size="xs" className={classes.clear ?? ''} onClick={onClear} aria-label={t('ui.filter.remove', { name })} />}
    </span>
  );
}

interface ChipButtonProps extends ButtonProps, Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps | 'name'> {
  readonly name: string;
  /** What the filter lets through, in words; null when it lets everything through. */
  readonly chosen: ReactNode;
}

/** What opens a chip: the target of a menu or a popover, which give it what it needs besides. */
export function ChipButton({ name, chosen, ...rest }: ChipButtonProps) {
  return (
    <Button
      {...rest}
      size="compact-sm"
      variant="transparent"
      color="gray"
      className={classes.button ?? ''}
      rightSection={<IconChevronDown size={13} aria-hidden />}
    >
      {name}
      {chosen !== null && <strong className={classes.value}>{chosen}</strong>}
    </Button>
  );
}
