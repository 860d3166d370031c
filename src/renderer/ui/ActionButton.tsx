import { Button, type ButtonProps } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { Key } from './Key.tsx';
import { type ShortcutGroup, useShortcut } from './shortcuts.ts';

interface ActionButtonProps extends Omit<ButtonProps, 'children' | 'leftSection' | 'rightSection'> {
  readonly label: string;
  readonly keys: string;
  readonly onAction: () => void;
  readonly icon?: Icon;
  readonly group?: ShortcutGroup;
}

/** A button that shows its key and answers to it. */
export function ActionButton({ label, keys, onAction, icon: ButtonIcon, group = 'record', disabled = false, ...rest }: ActionButtonProps) {
  useShortcut({ keys, label, group, run: onAction }, disabled !== true);
  return (
    <Button
      {...rest}
      disabled={disabled}
      onClick={onAction}
      aria-keyshortcuts={keys}
      leftSection={ButtonIcon ? <ButtonIcon size={15} aria-hidden /> : null}
      rightSection={<Key keys={keys} />}
    >
      {label}
    </Button>
  );
}
