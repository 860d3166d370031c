import { expect, it } from 'vitest';
import { HeldKeys } from '../../../src/renderer/ui/held-keys.ts';

const always = () => true;

it('keeps a key pressed during work and answers it once the work is done', () => {
  const held = new HeldKeys();
  const done = held.hold(() => 100);
  held.keep('t');
  expect(held.next(always, 100)).toBeUndefined();
  done();
  expect(held.next(() => false, 101)).toBeUndefined();
  expect(held.next(always, 102)).toBe('t');
  expect(held.next(always, 103)).toBeUndefined();
});

it('answers keys in the order in which they were pressed, also where the second is offered only by the first', () => {
  const held = new HeldKeys();
  const done = held.hold(() => 0);
  for (const key of ['x', 't', 'v']) held.keep(key);
  done();
  const offered = new Set<string>();
  expect(held.next((key) => offered.has(key), 1)).toBeUndefined();
  offered.add('t');
  expect(held.next((key) => offered.has(key), 2)).toBe('t');
  offered.add('v');
  const again = held.hold(() => 5);
  expect(held.next((key) => offered.has(key), 4)).toBeUndefined();
  again();
  expect(held.next((key) => offered.has(key), 6)).toBe('v');
});

it('keeps nothing while nothing works, and answers nothing long after', () => {
  const held = new HeldKeys();
  held.keep('t');
  held.hold(() => 0)();
  expect(held.next(always, 1)).toBeUndefined();
  const done = held.hold(() => 10);
  held.keep('t');
  done();
  expect(held.next(always, 5_000)).toBeUndefined();
});
