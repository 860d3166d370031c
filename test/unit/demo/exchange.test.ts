import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUnits, toUnits, worthOf } from '../../../src/main/demo/exchange/money.ts';
import { News } from '../../../src/main/demo/exchange/news.ts';
import { addressAt } from '../../../src/main/demo/exchange/places.ts';

describe('money of the demo’s exchange', () => {
  it('comes back as it went in, to the last of 18 places', () => {
    for (const amount of ['0', '1', '0.000000000000000001', '999999999999.5', '0.75']) expect(fromUnits(toUnits(amount))).toBe(amount);
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (units) => toUnits(fromUnits(units)) === units));
  });

  it('is worth what its price says, cut to cents', () => {
    expect(worthOf('0.5', '98400')).toBe('49200.00');
    expect(worthOf('0.00000001', '98400')).toBe('0.00');
    expect(worthOf('12.345678', '1')).toBe('12.34');
  });
});

describe('a place in the demo', () => {
  it('ND-05 has one address for a customer, in a network of its own', () => {
    const home = addressAt('home', 'acc-1', 'DE');
    expect(addressAt('home', 'acc-1', 'DE')).toBe(home);
    for (const place of ['mobile', 'work', 'hotel'] as const) {
      const other = addressAt(place, 'acc-1', 'DE');
      expect(other.split('.').slice(0, 3)).not.toEqual(home.split('.').slice(0, 3));
    }
  });
});

describe('news for the pages of the demo’s exchange', () => {
  it('ND-09 reach whom they are about, from the moment of listening until the page goes', async () => {
    const news = new News();
    const leaving = new AbortController();
    const told = { topic: 'operation.authorized', operationId: 'op', status: 'authorized', at: 1 };
    const stream = news.of('mine', leaving.signal);
    const first = stream.next();
    news.publish({ ...told, accountId: 'somebody-else' });
    news.publish({ ...told, accountId: 'mine' });
    expect((await first).value).toMatchObject({ accountId: 'mine' });
    const next = stream.next();
    leaving.abort();
    expect((await next).done).toBe(true);
  });
});
