import { UnstyledButton } from '@mantine/core';
import { IconHome, IconMail, IconScan, IconUser } from '@tabler/icons-react';
import { useRequests } from '../data/queries.ts';
import { texts } from '../texts.ts';
import { navigation, useScreen } from './nav.ts';
import classes from './TabBar.module.css';

const tabs = [
  { name: 'home', icon: IconHome },
  { name: 'scan', icon: IconScan },
  { name: 'inbox', icon: IconMail },
  { name: 'profile', icon: IconUser },
] as const;

/** The app's four places. It leaves while something has to be decided, so that nobody gets lost on the way. */
export function TabBar() {
  const { name } = useScreen();
  const { data: waiting = [] } = useRequests();
  if (!tabs.some((tab) => tab.name === name)) return null;
  return (
    <nav className={classes.bar} aria-label={texts.tabs.label}>
      {tabs.map(({ name: tab, icon: Icon }) => (
        <UnstyledButton
          key={tab}
          className={classes.tab}
          aria-current={tab === name ? 'page' : undefined}
          onClick={() => tab !== name && navigation.replace({ name: tab })}
        >
          <span className={classes.icon}>
            <Icon size={24} aria-hidden />
            {tab === 'home' && waiting.length > 0 && <span className={classes.dot}>{waiting.length}</span>}
          </span>
          {texts.tabs[tab]}
        </UnstyledButton>
      ))}
    </nav>
  );
}
