import { UnstyledButton } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { Sheet } from '../shell/Sheet.tsx';
import { texts } from '../texts.ts';
import classes from './inbox.module.css';
import { Messages } from './Messages.tsx';

/** Opens the messages over a screen that waits for a code, so that nobody has to leave it. */
export function InboxButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <UnstyledButton className={classes.button} onClick={() => setOpen(true)} aria-label={texts.inbox.open}>
        <IconMail size={22} aria-hidden />
      </UnstyledButton>
      {open && (
        <Sheet title={texts.inbox.title} onClose={() => setOpen(false)} fixed>
          <p className={classes.note}>{texts.inbox.note}</p>
          <Messages />
        </Sheet>
      )}
    </>
  );
}
