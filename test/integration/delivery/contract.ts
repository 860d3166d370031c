import { describe, expect, it } from 'vitest';
import { PermanentFailure } from '../../../src/main/engine/outbox/failure.ts';

/** What stood at the next hop. */
export interface Delivered {
  readonly to: string;
  readonly text: string;
  /** By which the next hop tells a repetition. */
  readonly key: string;
}

/** A mail or SMS port with a view of where its messages go. */
export interface PortUnderTest {
  send(message: { readonly to: string; readonly text: string }, key: string): Promise<void>;
  delivered(): Promise<readonly Delivered[]>;
  /** Makes the next message fail so that it may pass later, where the port can fail. */
  readonly failOnce?: () => void;
  /** Makes the next message be refused for good, where the port can. */
  readonly refuseOnce?: () => void;
  close(): Promise<void>;
}

/**
 * What the engine relies on, of every implementation: the message arrives whole, resolves when it was taken, carries its key, and a refusal
 * for good is told from one that may pass.
 */
export function describeMessagePort(name: string, to: string, open: () => Promise<PortUnderTest>): void {
  describe(`the message port of ${name}`, () => {
    it('SI-03 hands a message over whole, under its key', async () => {
      const port = await open();
      await port.send({ to, text: '123456 is your code – für Dich.' }, 'evt_1');
      expect(await port.delivered()).toEqual([{ to, text: '123456 is your code – für Dich.', key: 'evt_1' }]);
      await port.close();
    });

    it('SI-03 keeps several messages at once apart', async () => {
      const port = await open();
      const keys = Array.from({ length: 12 }, (_, index) => `evt_${index}`);
      await Promise.all(keys.map((key) => port.send({ to, text: `message ${key}` }, key)));
      const delivered = await port.delivered();
      expect(delivered.map(({ key }) => key).sort()).toEqual([...keys].sort());
      for (const { key, text } of delivered) expect(text).toBe(`message ${key}`);
      await port.close();
    });

    it('SI-03 rejects what was not taken, so that it is sent again as the same message', async () => {
      const port = await open();
      if (port.failOnce !== undefined) {
        port.failOnce();
        const failure: unknown = await port.send({ to, text: 'again' }, 'evt_1').catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(Error);
        expect(failure).not.toBeInstanceOf(PermanentFailure);
        expect(String(failure)).not.toContain(to);
      }
      await port.send({ to, text: 'again' }, 'evt_1');
      expect(await port.delivered()).toEqual([{ to, text: 'again', key: 'evt_1' }]);
      await port.close();
    });

    it('SI-03 tells a refusal for good, in words without the address', async () => {
      const port = await open();
      if (port.refuseOnce !== undefined) {
        port.refuseOnce();
        const refusal: unknown = await port.send({ to, text: 'never' }, 'evt_1').catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(PermanentFailure);
        expect(String(refusal)).not.toContain(to);
      }
      expect(await port.delivered()).toEqual([]);
      await port.close();
    });
  });
}
