import { type HoldCause, type HoldShow, holdCauses, holdShows } from '../../../../shared/vocabulary/index.ts';

/** What the address says of the list of holds. */
export interface HoldSearch {
  readonly stand?: HoldShow | undefined;
  readonly cause?: HoldCause | undefined;
}

/** Reads an address; what no list of holds knows is left out. */
export const readHoldSearch = (search: Record<string, unknown>): HoldSearch => ({
  stand: holdShows.find((stand) => stand === search.stand),
  cause: holdCauses.find((cause) => cause === search.cause),
});
