import { Button, Menu } from '@mantine/core';
import { IconAntennaBars5, IconBuilding, IconHome, IconMapPin } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Place } from '../../../shared/contract/exchange/index.ts';
import { useWatched } from '../../ui/use-watched.ts';
import { useKit } from './kit.ts';

export const placeWords: Readonly<Record<Place, string>> = {
  home: 'Home Wi-Fi',
  mobile: 'Mobile data',
  work: 'Office network',
  hotel: 'Hotel abroad',
};

const icons = { home: IconHome, mobile: IconAntennaBars5, work: IconBuilding, hotel: IconMapPin } as const;

/** Where the page pretends to be: from now on its calls come from that network’s address (ND-05). */
export function PlacePicker() {
  const { session, exchangeApi } = useKit();
  const place = useWatched(session.place);
  const open = useWatched(session.current) !== null;
  const { data } = useQuery(exchangeApi.session.queryOptions({ input: undefined, enabled: open, retry: false }));
  const Icon = icons[place];
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<Icon size={16} aria-hidden />} aria-label={`Where I am: ${placeWords[place]}`}>
          {placeWords[place]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Where I am (simulated network)</Menu.Label>
        {(Object.keys(placeWords) as Place[]).map((each) => {
          const Each = icons[each];
          const address = data?.places.find((known) => known.place === each)?.address;
          return (
            <Menu.Item
              key={each}
              leftSection={<Each size={16} aria-hidden />}
              rightSection={address}
              onClick={() => session.moveTo(each)}
              {...(each === place ? { 'aria-current': true } : {})}
            >
              {placeWords[each]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
