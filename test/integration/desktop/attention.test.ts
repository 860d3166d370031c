import { expect, it } from 'vitest';
import { createAttentionSink, describeWaiting, type SystemSurface } from '../../../src/main/desktop/attention-sink.ts';
import { watchAttention } from '../../../src/main/engine/attention/attention.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { cancelRequest } from '../../../src/main/engine/verification/approvals/approvals.ts';
import { makeProtectedCustomer, once, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

/** The operating system's edge, which remembers what it was asked to show. */
class FakeSurface implements SystemSurface {
  inFront = false;
  closed = false;
  count = -1;
  words = '';
  readonly notifications: { readonly title: string; readonly body: string; readonly click: () => void; closed: boolean }[] = [];

  needsNoNews = () => this.inFront;
  setCount = (waiting: number, words: string) => {
    this.count = waiting;
    this.words = words;
  };
  notify: SystemSurface['notify'] = ({ title, body }, click) => {
    const notification = { title, body, click, closed: false };
    this.notifications.push(notification);
    return {
      close() {
        notification.closed = true;
      },
    };
  };
  close = () => {
    this.closed = true;
  };
}

describeOnBothStores('what staff see outside the window', (openStore) => {
  it('tells of a new approval by badge, tray and notification, and leads to it when clicked', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const surface = new FakeSurface();
    const opened: string[] = [];
    const sink = createAttentionSink(surface, (path) => opened.push(path));
    const stop = watchAttention(engine, (attention) => sink.show(attention));
    await expect.poll(() => surface.words).toBe('Portcullis: nothing waits');

    const { prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
    await expect.poll(() => [surface.count, surface.words, surface.notifications.length]).toEqual([1, 'Portcullis: 1 approval waits', 1]);
    const [notification] = surface.notifications;
    expect(notification).toMatchObject({ title: 'New approval', body: 'A withdrawal waits for the trusted device.' });
    // Others can see the screen: nothing of the customer or the money stands there.
    expect(JSON.stringify(notification)).not.toMatch(new RegExp(`${customer.id}|BTC|bc1q`));
    notification?.click();
    expect(opened).toEqual([`/approvals/${prompt?.requestId}`]);

    await cancelRequest(engine, staff('agent'), { id: prompt?.requestId ?? '', reason: 'not needed any more' });
    await expect.poll(() => surface.count).toBe(0);
    expect(surface.notifications).toHaveLength(1);
    stop();
    sink.close();
    expect([notification?.closed, surface.closed]).toEqual([true, true]);
    await engine.close();
  });

  it('counts, but does not interrupt a person who has the window in front', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const surface = new FakeSurface();
    surface.inFront = true;
    const stop = watchAttention(engine, (attention) => createAttentionSink(surface, () => undefined).show(attention));
    await submitOperation(engine, platform, withdrawal(customer), once());
    await expect.poll(() => surface.count).toBe(1);
    expect(surface.notifications).toEqual([]);
    stop();
    await engine.close();
  });
});

it('takes the oldest notification back instead of keeping all of a day', () => {
  const surface = new FakeSurface();
  const sink = createAttentionSink(surface, () => undefined);
  const news = { title: 'New approval', body: 'A login waits for the trusted device.', path: '/approvals/x' };
  for (let waiting = 1; waiting <= 25; waiting += 1) sink.show({ waiting, news });
  expect(surface.notifications.filter(({ closed }) => !closed)).toHaveLength(20);
  expect(surface.notifications.slice(0, 5).every(({ closed }) => closed)).toBe(true);
  expect(describeWaiting(25)).toBe('25 approvals wait');
});
