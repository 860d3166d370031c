/** What is known of a window of the console when something wants to be shown. */
export interface OpenView {
  /** The route on screen, as the page last told. */
  readonly path: string;
  /** Something typed there is not sent yet, so that it may not be led elsewhere. */
  readonly busy: boolean;
  /** Counts up each time a window comes to the front. */
  readonly frontedAt: number;
}

const withoutQuery = (path: string): string => path.replace(/[?#].*$/, '').replace(/\/$/, '');

/**
 * The window in which a route is to be shown: the one that shows this very record already; else the one that the person used last and
 * that is not in the midst of something; null when a new window is needed so that nothing typed is lost. Pure.
 */
export function pickWindow<View extends OpenView>(views: readonly View[], path: string): View | null {
  const newestFirst = [...views].sort((a, b) => b.frontedAt - a.frontedAt);
  const wanted = withoutQuery(path);
  return newestFirst.find((view) => withoutQuery(view.path) === wanted) ?? newestFirst.find((view) => !view.busy) ?? null;
}
