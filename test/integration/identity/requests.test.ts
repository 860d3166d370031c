import { expect, it } from 'vitest';
import { releaseCase } from '../../../src/main/engine/cases/claim.ts';
import { decideCase } from '../../../src/main/engine/cases/decide.ts';
import { readIdentity } from '../../../src/main/engine/identity/customer.ts';
import { listIdentityRequests, revealIdentityImage, revealIdentityRequest } from '../../../src/main/engine/identity/requests.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { type CaseId, roles } from '../../../src/shared/vocabulary/index.ts';
import { hire, takeUp } from '../../support/cases.ts';
import { enrolAuthenticator, enrolTrustedDevice, makeCustomer, staff } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import {
  approve,
  colleague,
  decideIdentityRequest,
  enrolFace,
  handIn,
  passport,
  waitingRequest,
  withDocument,
} from '../../support/identity.ts';
import { describeOnBothStores } from '../../support/store.ts';

const verified = async (engine: TestEngine) => withDocument(engine, await makeCustomer(engine, { verified: false }));
const holds = (engine: TestEngine, accountId: string) =>
  engine.store.read((tx) =>
    tx.db.selectFrom('holds').select(['cause', 'starts_at', 'ends_at']).where('account_id', '=', accountId).execute(),
  );

describeOnBothStores('identity updates', (openStore) => {
  it('FV-03 shows old and new side by side with the conflicts between them, while the customer stays verified', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await verified(engine);
    const changed = passport({ number: 'P99', name: 'Ada Other', birthDate: '1991-04-30' });
    expect((await handIn(engine, customer, changed, 'mallory')).status).toBe('verified');
    const request = await waitingRequest(engine, customer.id);
    expect(request).toMatchObject({ kind: 'update', risk: 'high', needsSecond: true, old: { number: '•••47' }, new: { number: '•••99' } });
    expect(request.conflicts).toEqual([{ code: 'name_mismatch' }, { code: 'birth_date_mismatch' }, { code: 'face_mismatch', score: 0.3 }]);
    expect(request.new?.images).toMatchObject([{ side: 'front', width: 640 }]);
    expect(JSON.stringify(request)).not.toMatch(/Other|P99|1991-04/);
    await engine.close();
  });

  it('FV-03 approves an update without conflict by one person, tells the customer and holds withdrawals (WH-01)', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await verified(engine);
    await handIn(engine, customer, passport({ number: 'RENEWED', expiresOn: '2036-01-01' }));
    const { id, contentHash, conflicts } = await waitingRequest(engine, customer.id);
    expect(conflicts).toEqual([]);
    const before = engine.clock.now();
    const decision = { id, verdict: 'approve' as const, reason: 'a renewed passport', contentHash };
    expect(await decideIdentityRequest(engine, staff('agent'), decision)).toEqual({ status: 'approved' });
    expect(await holds(engine, customer.id)).toEqual([
      { cause: 'identity_updated', starts_at: before, ends_at: before + engine.settings.get('hold.identityUpdate') },
    ]);
    const mails = await engine.store.read((tx) =>
      tx.db.selectFrom('outbox').select('channel').where('topic', '=', 'identity.updated').execute(),
    );
    expect(mails.map(({ channel }) => channel).sort()).toEqual(['mail', 'sms', 'webhook']);
    const documents = await engine.store.read((tx) =>
      tx.db.selectFrom('identity_documents').select('status').orderBy('created_at').execute(),
    );
    expect(documents.map(({ status }) => status)).toEqual(['superseded', 'bound']);
    await engine.close();
  });

  it('FV-03 needs a second person where something speaks against it, and never the same one twice', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await verified(engine);
    await handIn(engine, customer, passport({ name: 'Ada Married' }));
    const { id, contentHash } = await waitingRequest(engine, customer.id);
    const decision = { id, verdict: 'approve' as const, reason: 'marriage certificate seen', contentHash };
    expect(await decideIdentityRequest(engine, staff('agent'), decision)).toEqual({ status: 'awaiting_second' });
    await expect(decideIdentityRequest(engine, staff('agent'), decision)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('another person'),
    });
    await expect(decideIdentityRequest(engine, staff('senior_agent'), decision)).rejects.toMatchObject({ code: 'conflict' });
    expect(await decideIdentityRequest(engine, colleague('senior_agent'), decision)).toEqual({ status: 'approved' });
    await expect(decideIdentityRequest(engine, colleague('agent', 3), decision)).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { status: 'approved' } },
    });
    await engine.close();
  });

  it('FV-03 lets one person decide where the setting says so', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, staff('administrator'), { name: 'identity.fourEyes', value: false, reason: 'a small team' });
    const customer = await verified(engine);
    await handIn(engine, customer, passport({ name: 'Ada Married' }));
    const { id, contentHash, needsSecond } = await waitingRequest(engine, customer.id);
    expect(needsSecond).toBe(false);
    const decision = { id, verdict: 'approve' as const, reason: 'fine', contentHash };
    expect(await decideIdentityRequest(engine, staff('agent'), decision)).toEqual({ status: 'approved' });
    await engine.close();
  });

  it('FV-03 voids an approval when newer data is handed in, and decides only what the decider saw', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await verified(engine);
    await handIn(engine, customer, passport({ name: 'Ada Married' }));
    const seen = await waitingRequest(engine, customer.id);
    const decision = { id: seen.id, verdict: 'approve' as const, reason: 'fine', contentHash: seen.contentHash };
    await decideIdentityRequest(engine, staff('agent'), decision);
    await handIn(engine, customer, passport({ name: 'Eva Mallory' }), 'mallory');
    await expect(decideIdentityRequest(engine, colleague('senior_agent'), decision)).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { status: 'replaced' } },
    });
    const now = await waitingRequest(engine, customer.id);
    expect(now).toMatchObject({ status: 'open', firstApprover: null });
    const stale = { ...decision, id: now.id };
    await expect(decideIdentityRequest(engine, colleague('senior_agent'), stale)).rejects.toMatchObject({
      data: { current: { contentHash: now.contentHash } },
    });
    expect((await readIdentity(engine, customer.app)).document).toMatchObject({ name: 'A••• M•••' });
    await engine.close();
  });

  it('FV-03 lets one decision win when two people decide at once', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await verified(engine);
    await handIn(engine, customer, passport({ number: 'RENEWED' }));
    const { id, contentHash } = await waitingRequest(engine, customer.id);
    const outcomes = await Promise.allSettled([
      decideIdentityRequest(engine, staff('agent'), { id, verdict: 'approve', reason: 'good', contentHash }),
      decideIdentityRequest(engine, colleague('agent'), { id, verdict: 'reject', reason: 'bad', contentHash }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('ND-06 erases an enrolled face that is not the new document’s, and TD-21 suspends what rests on it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolFace(engine, await withDocument(engine, await enrolAuthenticator(engine, await makeCustomer(engine))));
    await enrolTrustedDevice(engine, customer);
    await handIn(engine, customer, passport({ number: 'P99' }), 'mallory');
    await approve(engine, customer.id);
    const factors = await engine.store.read((tx) =>
      tx.db
        .selectFrom('factors')
        .select(['kind', 'status'])
        .where('account_id', '=', customer.id)
        .where('kind', 'in', ['face', 'trusted_device'])
        .orderBy('kind')
        .execute(),
    );
    expect(factors).toEqual([
      { kind: 'face', status: 'removed' },
      { kind: 'trusted_device', status: 'suspended' },
    ]);
    await engine.close();
  });

  it('ND-06 erases a face that was enrolled against a document which staff then refused', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    await handIn(engine, customer);
    await enrolFace(engine, customer);
    const { id, contentHash } = await waitingRequest(engine, customer.id);
    await decideIdentityRequest(engine, staff('agent'), { id, verdict: 'reject', reason: 'forged', contentHash });
    expect(await readIdentity(engine, customer.app)).toMatchObject({ status: 'rejected', faceEnrolled: false });
    await engine.close();
  });

  it('ST-03 shows documents and images in clear only with a reason, for a while, and records it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await verified(engine);
    await handIn(engine, customer, passport({ number: 'P99' }));
    const { id, new: after, old } = await waitingRequest(engine, customer.id);
    const reason = 'comparing old and new';
    const shown = await revealIdentityRequest(engine, staff('agent'), { id, reason });
    expect(shown).toEqual({
      old: { number: 'C01X00T47', name: 'Ada Muster', birthDate: '1990-04-30' },
      new: { number: 'P99', name: 'Ada Muster', birthDate: '1990-04-30' },
      untilMs: engine.clock.now() + engine.settings.get('staff.revealFor'),
    });
    for (const side of [old, after]) {
      const imageId = side?.images[0]?.id ?? '';
      const { jpeg } = await revealIdentityImage(engine, staff('agent'), { id, imageId, reason });
      expect(Buffer.from(jpeg, 'base64').toString()).toContain('person:ada');
    }
    const audit = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select(['action', 'reason']).where('reason', '=', reason).execute(),
    );
    expect(audit.map(({ action }) => action).sort()).toEqual([
      'identity_image.revealed',
      'identity_image.revealed',
      'identity_request.revealed',
    ]);
    await engine.close();
  });

  it('ST-01 lets each role do what the table says, and page through what waits', async () => {
    const engine = await createTestEngine(openStore);
    for (let index = 0; index < 3; index += 1) {
      await handIn(engine, await makeCustomer(engine, { verified: false }), passport({ number: `N${index}00` }));
    }
    const first = await listIdentityRequests(engine, staff('auditor'), { status: 'waiting', limit: 2 });
    expect(first.items).toHaveLength(2);
    const second = await listIdentityRequests(engine, staff('auditor'), { status: 'waiting', limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.items).toHaveLength(1);
    const id = second.items[0]?.id ?? '';
    const { id: caseId } = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select('id').where('subject_id', '=', id).executeTakeFirstOrThrow(),
    );
    const may: string[] = [];
    for (const [number, role] of roles.entries()) {
      const colleague = await hire(engine, role, 70 + number);
      const taken = await takeUp(engine, colleague, caseId as CaseId).catch(() => null);
      if (taken === null) continue;
      await decideCase(engine, colleague, { ...taken, contentHash: '0'.repeat(64) }).catch(
        ({ code }: { code: string }) => code === 'conflict' && may.push(role),
      );
      await releaseCase(engine, colleague, taken);
    }
    expect(may).toEqual(['agent', 'senior_agent', 'risk_lead']);
    await expect(revealIdentityRequest(engine, staff('auditor'), { id, reason: 'curious' })).rejects.toMatchObject({ code: 'forbidden' });
    await engine.close();
  });
});
