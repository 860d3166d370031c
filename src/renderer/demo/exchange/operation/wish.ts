import type { Wish } from '../../../../shared/contract/exchange/index.ts';

/** What an operation is for, in the customer's words. */
export interface Asked {
  readonly title: string;
  readonly wish: Wish;
  /** To be compared once more before anything is confirmed. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
  /** Runs once the operation is authorized, with its id; what it throws is shown, and it can be tried again. */
  readonly carryOut: (operationId: string) => Promise<unknown> | undefined;
  /** Said when all of it is done; nothing is said where the page goes on by itself. */
  readonly done?: string;
}
