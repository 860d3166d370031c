import { expect, it } from 'vitest';
import { listViews, MOST_VIEWS, removeView, saveView } from '../../../src/main/engine/saved-views/saved-views.ts';
import type { StaffId } from '../../../src/shared/vocabulary/index.ts';
import { staff } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { employ } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const content = { search: { status: 'open' }, columns: {}, sort: null };

describeOnBothStores('saved views', (openStore) => {
  it('are a person’s own, and one of the same name takes the place of the other, even where there are as many as there may be', async () => {
    const engine = await createTestEngine(openStore);
    const [own, other] = [staff('agent'), { ...staff('agent'), staffId: 'staff_00000000000000000000000099' as StaffId }];
    await employ(engine, own, other);
    for (let number = 1; number <= MOST_VIEWS; number += 1) await saveView(engine, own, { grid: 'cases', name: `view ${number}`, content });
    const search = { status: 'closed' };
    const [first] = (await listViews(engine, own, 'cases')).items;
    const again = await saveView(engine, own, { grid: 'cases', name: first?.name ?? '', content: { ...content, search } });
    expect(again).toMatchObject({ id: first?.id, content: { search } });
    for (const grid of ['cases', 'audit']) {
      await expect(saveView(engine, own, { grid, name: 'one more', content })).rejects.toMatchObject({ code: 'conflict' });
    }
    expect((await listViews(engine, own, 'cases')).items).toHaveLength(MOST_VIEWS);
    expect((await listViews(engine, other, 'cases')).items).toEqual([]);
    await expect(removeView(engine, other, again.id)).rejects.toMatchObject({ code: 'not_found' });
    await removeView(engine, own, again.id);
    await saveView(engine, own, { grid: 'audit', name: 'one more', content });
    await engine.close();
  });
});
