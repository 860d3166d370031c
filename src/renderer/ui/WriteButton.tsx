import { ActionIcon, type ActionIconProps, Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithRef } from 'react';
import { Key } from './Key.tsx';
import { useWriting } from './offline.ts';
import { useShortcut } from './shortcuts.ts';

type Native<Props> = Omit<ComponentPropsWithRef<'button'>, keyof Props>;

interface WriteButtonProps extends ButtonProps, Native<ButtonProps> {
  /** The key that does the same, and what it does in words. */
  readonly shortcut?: { readonly keys: string; readonly label: string; readonly run: () => void } | undefined;
}

/** A button that changes something, or opens what does. Without a connection it does nothing, and says why. */
export function WriteButton({ disabled = false, shortcut, ...rest }: WriteButtonProps) {
  const writing = useWriting(disabled);
  const { keys = '', label = '', run = () => {} } = shortcut ?? {};
  useShortcut({ keys, label, group: 'record', run }, shortcut !== undefined && !writing.disabled && rest.loading !== true);
  const shown = shortcut === undefined ? {} : { 'aria-keyshortcuts': keys, rightSection: <Key keys={keys} /> };
  return <Button {...rest} {...shown} {...writing} />;
}

/** The same as an icon. */
export function WriteIcon({ disabled = false, ...rest }: ActionIconProps & Native<ActionIconProps>) {
  return <ActionIcon {...rest} {...useWriting(disabled)} />;
}
