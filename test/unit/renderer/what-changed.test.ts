import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/renderer/ui/differences.ts';

const seen = (fields: Readonly<Record<string, string>>) => Object.entries(fields).map(([name, value]) => ({ name, value }));

describe('what changed under the hand', () => {
  it('CQ-04 is nothing while all is as it was, in whatever order', () => {
    expect(differences(seen({ status: 'open', amount: '5' }), seen({ amount: '5', status: 'open' }))).toEqual([]);
  });

  it('CQ-04 names each field with what it was and is, also where one came or went', () => {
    const was = seen({ status: 'open', amount: '5', note: 'x' });
    expect(differences(was, seen({ status: 'closed', amount: '5', second: 'Mei' }))).toEqual([
      { name: 'status', was: 'open', is: 'closed' },
      { name: 'second', was: null, is: 'Mei' },
      { name: 'note', was: 'x', is: null },
    ]);
  });
});
