import type { DistinctField } from '../../../shared/vocabulary/index.ts';
import { placeOf } from '../place-of.ts';
import { remembering } from '../remembering.ts';
import { destinationSpelling } from './declared/spelling.ts';

type CountedAs = (text: string) => string;

const counted: Readonly<Partial<Record<DistinctField, CountedAs>>> = {
  address: remembering(10_000, placeOf),
  destination: remembering(10_000, destinationSpelling),
};

const itself: CountedAs = (text) => text;

/**
 * What windows and the log-in model count a value as (RT-02): an IPv6 address as its /64, within which one customer of a hoster has as many
 * addresses as they like and an honest one gets another every day (RFC 8981), and a destination in one spelling. What is shown, stored and
 * compared with lists is the value itself.
 */
export const countedAs = (field: DistinctField): CountedAs => counted[field] ?? itself;

/** Whether values of a field can be counted as another than themselves. */
export const countsOtherwise = (field: DistinctField): boolean => counted[field] !== undefined;

const keyed = (field: DistinctField, text: string | null): string | null => (text === null ? null : countedAs(field)(text));

/** What a stored operation is found by when windows by address and by destination look for it. */
export const windowKeysOf = ({ address, destination }: { readonly address: string | null; readonly destination: string | null }) => ({
  addressKey: keyed('address', address),
  destinationKey: keyed('destination', destination),
});
