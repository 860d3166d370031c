export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Quarters of a turn, clockwise. */
export type Turn = 0 | 1 | 2 | 3;

export const turned = (turn: Turn): Turn => ((turn + 1) % 4) as Turn;

export const isSideways = (turn: Turn): boolean => turn % 2 === 1;

/** How a picture lies in its frame: the frame's proportion, and the picture's width as a part of the frame's. Pure. */
export function lie(
  { width, height }: Size,
  turn: Turn,
): { readonly aspectRatio: string; readonly width: string; readonly transform: string } {
  const sideways = isSideways(turn);
  return {
    aspectRatio: sideways ? `${height} / ${width}` : `${width} / ${height}`,
    width: sideways ? `${(width / height) * 100}%` : '100%',
    transform: `translate(-50%, -50%) rotate(${turn * 90}deg)`,
  };
}

export const zooms: readonly number[] = [1, 1.5, 2, 3, 4];

/** The next zoom in a direction, or the same at either end. */
export function zoomed(zoom: number, by: 1 | -1): number {
  const at = zooms.indexOf(zoom);
  return zooms[Math.min(zooms.length - 1, Math.max(0, at + by))] ?? zoom;
}
