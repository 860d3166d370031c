import { Alert, type AlertProps } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface NoticeProps {
  readonly tone?: 'info' | 'good' | 'warn' | 'bad';
  readonly title?: string;
  readonly children?: ReactNode;
  /** Read out as soon as it appears. */
  readonly urgent?: boolean;
}

const icons = { info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconAlertTriangle } as const;

/** Something that the customer should know before going on. */
export function Notice({ tone = 'info', title, children, urgent = false }: NoticeProps) {
  const Icon = icons[tone];
  const heading: Pick<AlertProps, 'title'> = title === undefined ? {} : { title };
  return (
    <Alert
      {...heading}
      role={urgent ? 'alert' : 'status'}
      icon={<Icon size={20} stroke={1.8} aria-hidden />}
      classNames={{ root: classes.root ?? '', icon: classes.icon ?? '', title: classes.title ?? '', message: classes.message ?? '' }}
      data-tone={tone}
    >
      {children}
    </Alert>
  );
}
