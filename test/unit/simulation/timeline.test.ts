import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timeline } from '../../../src/main/demo/simulation/timeline.ts';

const START = 1_000_000;

describe('simulated time', () => {
  it('wakes everybody at the very moment they asked for, in order, and never goes back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 5 }), { minLength: 1, maxLength: 20 }),
        async (lives) => {
          const time = new Timeline(START, 1, 1_000);
          const seen: number[] = [];
          await time.live(
            lives.map((waits) => async () => {
              for (const wait of waits) {
                const due = time.now() + wait;
                await time.until(due);
                expect(time.now()).toBe(due);
                seen.push(due);
              }
            }),
          );
          expect(seen).toEqual([...seen].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('stands still while somebody is at work, and lets those go on together who wait for the same moment', async () => {
    const time = new Timeline(START, 1, 1_000);
    const together: number[] = [];
    const person = async () => {
      await time.pause(400);
      together.push(time.now());
      const before = time.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(time.now()).toBe(before);
    };
    await time.live([person, person, async () => time.until(START + 50_000)]);
    expect(together).toEqual([START + 1_000, START + 1_000]);
    expect(time.now()).toBe(START + 50_000);
    expect(time.moves).toBe(2);
  });

  it('throws what one life threw, when all have ended', async () => {
    const time = new Timeline(START, 1, 1_000);
    let over = false;
    const lives = [
      async () => {
        throw new Error('stumbled');
      },
      async () => {
        await time.until(START + 1);
        over = true;
      },
    ];
    await expect(time.live(lives)).rejects.toThrow('stumbled');
    expect(over).toBe(true);
  });
});
