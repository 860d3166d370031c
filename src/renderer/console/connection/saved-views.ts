import { useQuery } from '@tanstack/react-query';
import type { SavedViewsSource } from '../../ui/grid/saved-views.ts';
import { api, client, queryClient } from './api.ts';

const refresh = () => queryClient.invalidateQueries({ queryKey: api.savedViews.key() });

/** The views that the engine keeps for whoever is signed in. @param navigate puts filters into the address of the view at hand */
export function engineViews(navigate: (search: Readonly<Record<string, string>>) => void): SavedViewsSource {
  return {
    useViews: (grid) => useQuery(api.savedViews.list.queryOptions({ input: { grid } })).data?.items ?? [],
    async save(grid, name, { search, columns, sort }) {
      await client.savedViews.save({ grid, name, content: { search: { ...search }, columns: { ...columns }, sort } });
      await refresh();
    },
    async remove(id) {
      await client.savedViews.remove({ id: id as Parameters<typeof client.savedViews.remove>[0]['id'] });
      await refresh();
    },
    search: () => Object.fromEntries(new URLSearchParams(window.location.search)),
    goTo: navigate,
  };
}
