import { Avatar, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../i18n/i18n.ts';
import { list } from '../../../ui/list.ts';
import { api, client } from '../../connection/api.ts';
import classes from './cases.module.css';

const initials = (name: string): string =>
  name
    .split(/\s+/u)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');

const AGAIN_MS = 10_000;

/** Who else has this case open (CQ-04). Asking is saying that one is here oneself. */
export function Onlookers({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const looking = useQuery({
    ...api.cases.look.queryOptions({ input: { id } }),
    refetchInterval: ({ state }) => state.data?.againInMs ?? AGAIN_MS,
    staleTime: 0,
  });
  useEffect(
    () => () => {
      // Others hear of it sooner than the time runs out; when it does not arrive, the time does its work.
      client.cases.look({ id, leaving: true }).catch(() => undefined);
    },
    [id],
  );
  const present = looking.data?.present ?? [];
  const names = list(
    present.map(({ name }) => name),
    locale(),
  );
  return (
    <span className={classes.people} role="status">
      {present.length > 0 && (
        <>
          <Tooltip label={names}>
            <span className={classes.avatars} aria-hidden>
              {present.slice(0, 5).map((person) => (
                <Avatar key={person.id} size={24} radius="xl" name={person.name} color="initials">
                  {initials(person.name)}
                </Avatar>
              ))}
            </span>
          </Tooltip>
          {t('cases.detail.present', { count: present.length, names })}
        </>
      )}
    </span>
  );
}
