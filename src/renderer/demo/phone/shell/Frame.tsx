import { SegmentedControl } from '@mantine/core';
import { IconBattery3, IconWifi, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useEngineNow, useWatched } from '../../../ui/use-watched.ts';
import { useKit } from '../../kit/kit.ts';
import { Offline, useOnline } from '../../kit/Offline.tsx';
import { PlacePicker } from '../../kit/PlacePicker.tsx';
import { type System, system } from '../data/this-phone.ts';
import { texts } from '../texts.ts';
import classes from './Frame.module.css';

/**
 * The phone around the app: on a large screen a drawn one with what the demo lets one choose beside it, on a real phone nothing at all.
 */
export function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <main className={classes.desk}>
      <aside className={classes.aside}>
        <h1 className={classes.heading}>{texts.frame.title}</h1>
        <p>{texts.frame.about}</p>
        <p>{texts.frame.real}</p>
        <Choices />
      </aside>
      <div className={classes.device}>
        <div className={classes.display}>
          <StatusBar />
          <div className={classes.app}>{children}</div>
        </div>
      </div>
    </main>
  );
}

/** What is left of the display under whatever comes in from above: news pushes a screen down and covers nothing of it. */
export function Stage({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <Offline />
      <div className={classes.stage}>{children}</div>
    </>
  );
}

function StatusBar() {
  const Network = useOnline() ? IconWifi : IconWifiOff;
  const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(useEngineNow('ten-seconds'));
  return (
    <div className={classes.status} aria-hidden>
      <span>{time}</span>
      <span className={classes.signs}>
        <Network size={17} />
        <IconBattery3 size={19} />
      </span>
    </div>
  );
}

/** What the phone pretends to be and where; once somebody is logged in, the session was opened as what it was then. */
export function Choices() {
  const { session } = useKit();
  const what = useWatched(system);
  const open = useWatched(session.current);
  return (
    <div className={classes.choices}>
      <p className={classes.choice}>
        <span>{texts.frame.system}</span>
        <SegmentedControl
          size="xs"
          aria-label={texts.frame.system}
          disabled={open !== null}
          data={[
            { value: 'ios', label: 'iPhone' },
            { value: 'android', label: 'Android' },
          ]}
          value={what}
          onChange={(value) => system.set(value as System)}
        />
      </p>
      <p className={classes.choice}>
        <span>{texts.frame.place}</span>
        <PlacePicker />
      </p>
      <p className={classes.choice}>
        <span>{texts.frame.device}</span>
        <code className={classes.id}>{session.deviceId}</code>
      </p>
    </div>
  );
}
