import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './CodeBlock.module.css';

interface CodeBlockProps {
  readonly text: string;
  /** What it is, for the button and the scrolling region. */
  readonly name: string;
}

/** Lines of code or data as they are, with a button that copies them. */
export function CodeBlock({ text, name }: CodeBlockProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that may scroll sideways has to be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={name}>
        <pre className={classes.text}>{text}</pre>
      </section>
      <CopyButton value={text} timeout={1500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('ui.copied') : t('ui.copy')}>
            <ActionIcon
              size="sm"
              onClick={copy}
              className={classes.copy ?? ''}
              aria-label={copied ? t('ui.copied') : t('ui.copyNamed', { name })}
            >
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
