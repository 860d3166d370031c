import { StoreError } from './errors.ts';

/** @param ms how long the work was given */
export function tooLong(ms: number): StoreError {
  return new StoreError(
    'work_too_long',
    `A write was ended after ${ms} ms. Work may await nothing but its own transaction; above all no other write, which would wait for this one.`,
  );
}
