import { IconMail, IconMessage } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { locale } from '../../../i18n/i18n.ts';
import { relativeTime } from '../../../ui/format.ts';
import { useEngineNow } from '../../../ui/use-watched.ts';
import { useKit } from '../../kit/kit.ts';
import { Waiting } from '../shell/parts.tsx';
import { texts } from '../texts.ts';
import classes from './inbox.module.css';

/** Mail and SMS that reached this customer: codes, and notices of every change of the account (SI-05, TD-07). */
export function Messages() {
  const { exchangeApi } = useKit();
  const { data } = useQuery(exchangeApi.inbox.queryOptions({ input: {}, refetchInterval: 1_500 }));
  const now = useEngineNow('ten-seconds');
  if (data === undefined) return <Waiting>{texts.loading}</Waiting>;
  if (data.items.length === 0) return <p className={classes.empty}>{texts.inbox.empty}</p>;
  return (
    <section className={classes.list} aria-label={texts.inbox.title}>
      {data.items.map(({ channel, to, subject, text, at }) => {
        const Icon = channel === 'sms' ? IconMessage : IconMail;
        return (
          <article key={`${at}/${to}/${text}`} className={classes.message}>
            <p className={classes.head}>
              <Icon size={16} aria-hidden />
              {channel === 'sms' ? texts.inbox.sms : texts.inbox.mail}
              <span className={classes.when}>{relativeTime(at, now, locale())}</span>
            </p>
            {subject !== null && <p className={classes.subject}>{subject}</p>}
            <p className={classes.text}>{text}</p>
            <p className={classes.to}>{texts.inbox.to(to)}</p>
          </article>
        );
      })}
    </section>
  );
}
