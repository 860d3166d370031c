import { Button, type ButtonProps } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { Key } from './Key.tsx';
import { useWriting } from './offline.ts';
import { type ShortcutGroup, useShortcut } from './shortcuts.ts';

interface ActionButtonProps extends Omit<ButtonProps, 'children' | 'leftSection' | 'rightSection'> {
  readonly label: string;
  readonly keys: string;
  readonly onAction: () => void;
  readonly icon?: Icon;
  readonly group?: ShortcutGroup;
  /** Only leads somewhere, so that it works without a connection too. */
  readonly leads?: boolean;
}

/** A button that shows its key and answers to it. Without a connection it does nothing, and says why. */
export function ActionButton(props: ActionButtonProps) {
  const { label, keys, onAction, icon: ButtonIcon, group = 'record', disabled = false, leads = false, ...rest } = props;
  const writing = useWriting(disabled);
  const standing = leads ? { disabled } : writing;
  useShortcut({ keys, label, group, run: onAction }, !standing.disabled);
  return (
    <Button
      {...rest}
      {...standing}
      onClick={onAction}
      aria-keyshortcuts={keys}
      leftSection={ButtonIcon ? <ButtonIcon size={15} aria-hidden /> : null}
      rightSection={<Key keys={keys} />}
    >
      {label}
    </Button>
  );
}
