/** One start of the desktop app, in milliseconds from the start of the process. */
export interface Launch {
  readonly firstPaint: number;
  readonly usable: number;
}

/** What a browser window measured while a long list was scrolled, in milliseconds where not said otherwise. */
export interface Scrolled {
  readonly rows: number;
  readonly frames: number;
  readonly over32: number;
  readonly over100: number;
  readonly longest: number;
  /** Work of the page's thread by its own processor time: what a busy machine adds is not in it. */
  readonly workOver32: number;
  readonly workOver100: number;
  readonly longestWork: number;
}
