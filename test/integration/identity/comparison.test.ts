import { expect, it } from 'vitest';
import { compareIdentities } from '../../../src/main/engine/identity/comparison.ts';
import { identityComparisonSchema } from '../../../src/shared/contract/console/identity.ts';
import { makeProtectedCustomer, staff } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { enrolFace, handIn, passport, waitingRequest, withDocument } from '../../support/identity.ts';
import { describeOnBothStores } from '../../support/store.ts';

describeOnBothStores('a request compared with what is bound', (openStore) => {
  it('FV-03 says which fields differ where their masks look the same', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await withDocument(engine, await makeProtectedCustomer(engine));
    await handIn(engine, customer, passport({ number: 'Z77777T47', birthDate: '1991-04-30' }));
    const request = await waitingRequest(engine, customer.id);
    expect(request.new?.number).toBe(request.old?.number);
    const compared = await compareIdentities(engine, staff('agent'), request.id);
    expect(identityComparisonSchema.parse(compared)).toEqual(compared);
    expect(compared.differs).toEqual(['birthDate', 'number']);
    expect(JSON.stringify(compared)).not.toMatch(/Z77777|1991/);
    await engine.close();
  });

  it('FV-03 says how alike the faces are, with the bound photo and with the enrolled face', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolFace(engine, await withDocument(engine, await makeProtectedCustomer(engine)));
    await handIn(engine, customer, passport({ number: 'NEW000001' }), 'bob');
    const { faces } = await compareIdentities(engine, staff('agent'), (await waitingRequest(engine, customer.id)).id);
    expect(faces.document?.same).toBe(false);
    expect(faces.enrolled?.same).toBe(false);

    await handIn(engine, customer, passport({ number: 'NEW000002' }), 'ada');
    const same = await compareIdentities(engine, staff('agent'), (await waitingRequest(engine, customer.id)).id);
    expect(same.faces.document).toMatchObject({ same: true });
    expect(same.faces.enrolled).toMatchObject({ same: true });
    await engine.close();
  });

  it('FV-01 has nothing to compare a first document with', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await handIn(engine, customer);
    const compared = await compareIdentities(engine, staff('agent'), (await waitingRequest(engine, customer.id)).id);
    expect(compared).toMatchObject({ differs: [], faces: { document: null, enrolled: null } });
    await engine.close();
  });
});
