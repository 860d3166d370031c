import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import classes from './inbox.module.css';
import { Messages } from './Messages.tsx';

export function InboxScreen() {
  return (
    <Screen title={texts.inbox.title} onBack={null} withTabs>
      <p className={classes.note}>{texts.inbox.note}</p>
      <Messages />
    </Screen>
  );
}
