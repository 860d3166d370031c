import { ActionIcon, Code, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './CopyText.module.css';
import { KeyGroups } from './KeyGroups.tsx';

interface CopyTextProps {
  readonly text: string;
  /** What the text is, for the button's name. */
  readonly name: string;
  /** In a box of its own, for secrets that are shown once. */
  readonly boxed?: boolean;
  /** In groups, for keys that may be typed from here. */
  readonly grouped?: boolean;
}

/** Text in fixed width with a button that copies it. Not for masked data, whose copying is a reveal. */
export function CopyText({ text, name, boxed = false, grouped = false }: CopyTextProps) {
  const { t } = useTranslation();
  return (
    <span className={boxed ? classes.boxed : classes.inline}>
      <Code className={classes.text ?? ''}>{grouped ? <KeyGroups text={text} /> : text}</Code>
      <CopyButton value={text} timeout={1500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('ui.copied') : t('ui.copy')}>
            <ActionIcon size="sm" onClick={copy} aria-label={copied ? t('ui.copied') : t('ui.copyNamed', { name })}>
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  );
}
