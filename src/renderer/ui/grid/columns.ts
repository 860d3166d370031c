import type { ReactNode } from 'react';

/** One column of a grid. */
export interface GridColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** Pixels; with `grow`, the least there must be. */
  readonly width: number;
  /** Its part of the room that is left over. */
  readonly grow?: number;
  readonly align?: 'end';
  readonly cell: (row: Row) => ReactNode;
  /** The value as text, for CSV. */
  readonly text: (row: Row) => string;
  /** By what the loaded rows can be put in order; without it the column keeps the server's order. */
  readonly sort?: (row: Row) => string | number;
  /** Not shown until chosen. */
  readonly extra?: boolean;
  /** Gives way where there is not room for all; those with the lowest number go first. */
  readonly spare?: number;
  /** Cannot be taken away. */
  readonly always?: boolean;
}

/** Pixels of the column that rows are chosen in. */
export const CHECKBOX_TRACK = 36;

export type Visibility = Record<string, boolean>;

export function usualVisibility<Row>(columns: readonly GridColumn<Row>[]): Visibility {
  return Object.fromEntries(columns.map(({ id, extra }) => [id, extra !== true]));
}

/** A saved choice, fitted to the columns there are now: unknown names are dropped, new columns appear as usual. */
export function fitVisibility<Row>(columns: readonly GridColumn<Row>[], saved: unknown): Visibility {
  const known = typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
  return Object.fromEntries(
    columns.map(({ id, extra, always }) => {
      const choice = known[id];
      return [id, always === true || (typeof choice === 'boolean' ? choice : extra !== true)];
    }),
  );
}

/** The columns that fit into `width` pixels: as many of the spare ones as need be give way. */
export function fitColumns<Row>(columns: readonly GridColumn<Row>[], width: number): readonly GridColumn<Row>[] {
  const spare = columns.filter((column) => column.spare !== undefined).sort((a, b) => (a.spare ?? 0) - (b.spare ?? 0));
  let over = columns.reduce((sum, column) => sum + column.width, 0) - width;
  const gone = new Set<string>();
  for (const column of spare) {
    if (over <= 0) break;
    gone.add(column.id);
    over -= column.width;
  }
  return gone.size === 0 ? columns : columns.filter(({ id }) => !gone.has(id));
}

/** CSS tracks and the least width of the whole row. */
export function tracks<Row>(columns: readonly GridColumn<Row>[]): { readonly template: string; readonly minWidth: number } {
  return {
    template: columns.map(({ width, grow }) => (grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`)).join(' '),
    minWidth: columns.reduce((sum, { width }) => sum + width, 0),
  };
}
