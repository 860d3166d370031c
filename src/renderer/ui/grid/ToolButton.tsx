import { Button, type ButtonProps } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import classes from './DataGrid.module.css';

interface ToolButtonProps extends ButtonProps, Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> {
  readonly label: string;
  readonly icon: Icon;
}

/** One of a grid's tools: its icon with its word, which goes where the grid is narrow. Menus and tooltips give it what they need besides. */
export function ToolButton({ label, icon: ToolIcon, ...rest }: ToolButtonProps) {
  return (
    <Button
      {...rest}
      size="compact-sm"
      variant="subtle"
      color="gray"
      className={classes.tool ?? ''}
      leftSection={<ToolIcon size={15} aria-hidden />}
    >
      <span className={classes.toolWord}>{label}</span>
    </Button>
  );
}
