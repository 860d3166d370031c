import { randomUUID } from 'node:crypto';
import type { CDPSession, Page } from '@playwright/test';
import type { Scrolled } from './measured.ts';

const mostRows = 100_000;
const scrollMs = 6_000;

export async function signIn(page: Page, url: string, role: string): Promise<void> {
  await page.goto(`${url}/`);
  await page.getByRole('button', { name: `Sign in as ${role} ` }).click();
  await page.getByRole('navigation').getByText('Live').waitFor();
}

/** Loads the customers' list until it holds so many rows, by going to its end as a person does. */
async function loadRows(page: Page, wantedRows: number): Promise<number> {
  const grid = page.getByRole('grid', { name: 'Customers found' });
  await grid.getByRole('row').nth(5).waitFor();
  return grid.evaluate(async (element: HTMLElement, wanted) => {
    const body = element.querySelector<HTMLElement>('[role="rowgroup"]:last-child');
    const rows = () => Math.round((body?.offsetHeight ?? 0) / 34);
    const until = performance.now() + 180_000;
    while (rows() < wanted && performance.now() < until) {
      element.scrollTop = element.scrollHeight;
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    element.scrollTop = 0;
    return rows();
  }, wantedRows);
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly pid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces what the browser does while `work` runs. */
async function traced(session: CDPSession, work: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline', '__metadata'] },
  });
  await work();
  await session.send('Tracing.end');
  await complete;
  return events;
}

/** Scrolls through the loaded rows at the wheel's pace and in jumps, and counts the frames that came late. */
export async function timeScrolling(page: Page, customers: number): Promise<Scrolled> {
  const rows = await loadRows(page, Math.min(mostRows, customers));
  const session = await page.context().newCDPSession(page);
  let gaps: readonly number[] = [];
  const events = await traced(session, async () => {
    gaps = await page.getByRole('grid', { name: 'Customers found' }).evaluate(
      (element: HTMLElement, [lasting, most]) =>
        new Promise<number[]>((resolve) => {
          const found: number[] = [];
          const begin = performance.now();
          let before = begin;
          let n = 0;
          const step = (now: number) => {
            found.push(now - before);
            before = now;
            n += 1;
            // Mostly as a wheel goes; every second far away, as the bar's handle is drawn.
            if (n % 60 === 0) element.scrollTop = ((n * 7_919) % most) * 34;
            else element.scrollTop += 240;
            if (now - begin < lasting) requestAnimationFrame(step);
            else resolve(found.slice(1));
          };
          requestAnimationFrame(step);
        }),
      [scrollMs, rows] as const,
    );
  });
  await session.detach();
  const work = pageWork(events);
  return {
    rows,
    frames: gaps.length,
    over32: gaps.filter((gap) => gap > 32).length,
    over100: gaps.filter((gap) => gap > 100).length,
    longest: Math.max(...gaps),
    workOver32: work.filter((ms) => ms > 32).length,
    workOver100: work.filter((ms) => ms > 100).length,
    longestWork: Math.max(0, ...work),
  };
}

/** Processor time of each task of the page's main thread, the busiest of its name. */
function pageWork(events: readonly TraceEvent[]): number[] {
  const named = events
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid}/${tid}`);
  const byThread = Map.groupBy(
    events.filter(({ name, ph, pid, tid }) => /RunTask$/.test(name) && ph === 'X' && named.includes(`${pid}/${tid}`)),
    ({ pid, tid }) => `${pid}/${tid}`,
  );
  const times = [...byThread.values()].map((tasks) => tasks.map(({ tdur, dur = 0 }) => (tdur ?? dur) / 1_000));
  const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0);
  return times.sort((a, b) => sum(b) - sum(a))[0] ?? [];
}

const events = 200;
const betweenMs = 40;

/** Milliseconds from the call that starts an operation to its row being drawn in an open list of decisions. */
export async function timeEvents(page: Page, url: string, token: string, accountOf: (n: number) => string): Promise<number[]> {
  await page.evaluate(() => {
    history.pushState(null, '', '/decisions');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await page.getByRole('heading', { name: 'Decisions' }).waitFor();
  await page.evaluate(() => {
    const seen = new Map<string, number>();
    Reflect.set(window, 'seenAt', seen);
    const look = () => {
      for (const row of document.querySelectorAll('[role="row"]')) {
        const id = /U\d{7}/.exec(row.textContent ?? '')?.[0];
        if (id !== undefined && !seen.has(id)) seen.set(id, performance.timeOrigin + performance.now());
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const startedAt = new Map<string, number>();
  for (let n = 0; n < events; n += 1) {
    const accountId = accountOf(n);
    startedAt.set(accountId, performance.timeOrigin + performance.now());
    const response = await fetch(`${url}/platform/v1/operations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(operationOf(accountId)),
    });
    if (!response.ok) throw new Error(`the server answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
    await new Promise((resolve) => setTimeout(resolve, betweenMs));
  }
  await page.waitForTimeout(1_500);
  const seen = new Map(await page.evaluate(() => [...(Reflect.get(window, 'seenAt') as Map<string, number>)]));
  return [...startedAt].flatMap(([id, at]) => {
    const drawn = seen.get(id);
    return drawn === undefined ? [Number.POSITIVE_INFINITY] : [drawn - at];
  });
}

const operationOf = (accountId: string) => ({
  accountId,
  kind: 'withdrawal',
  client: 'web',
  device: { id: `device-${accountId}` },
  address: '84.133.7.9',
  amount: '0.5',
  asset: 'BTC',
  referenceValue: '20000.00',
  destination: { address: `bc1q${accountId.toLowerCase()}`, network: 'Bitcoin' },
});
