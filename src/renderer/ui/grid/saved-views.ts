import { createContext } from 'react';

/** Filters as they stand in the address, which columns show, and the order. */
export interface ViewContent {
  readonly search: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, boolean>>;
  readonly sort: { readonly id: string; readonly desc: boolean } | null;
}

export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly content: ViewContent;
}

/** Where the views of a person are kept; whoever shows grids provides it. */
export interface SavedViewsSource {
  /** Reads the views of one grid; a hook. */
  useViews(grid: string): readonly SavedView[];
  save(grid: string, name: string, content: ViewContent): Promise<void>;
  remove(id: string): Promise<void>;
  /** The filters in the address now. */
  search(): Readonly<Record<string, string>>;
  /** Puts these filters, and no others, into the address. */
  goTo(search: Readonly<Record<string, string>>): void;
}

/** Null where grids are shown to nobody in particular. */
export const SavedViewsContext = createContext<SavedViewsSource | null>(null);
