import { expect, it } from 'vitest';
import { openFaces } from '../../../src/main/compose/faces.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { staff } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { cardOf, Puppet } from '../../support/puppet.ts';
import { describeOnBothStores } from '../../support/store.ts';

describeOnBothStores('the judge that the program runs', (openStore) => {
  it('FV-04 is the model on this machine, until the environment names a provider with its key', async () => {
    const engine = await createTestEngine(openStore);
    const open = (env: Readonly<Record<string, string>>) => openFaces(engine.settings, engine.log, env);
    expect(open({}).face.name).toBe('human-3.3');
    const url = 'https://faces.example/v1';
    expect(open({ PORTCULLIS_FACE_URL: url, PORTCULLIS_FACE_KEY: 'k' }).face.name).toBe('remote:faces.example');
    expect(() => open({ PORTCULLIS_FACE_URL: url })).toThrow('PORTCULLIS_FACE_KEY');
    expect(() => open({ PORTCULLIS_FACE_URL: 'http://faces.example/v1', PORTCULLIS_FACE_KEY: 'k' })).toThrow('HTTPS');
    await engine.close();
  });

  it('FV-02 FV-04 takes a card’s image, finds its holder, and follows the settings at once', async () => {
    const engine = await createTestEngine(openStore);
    const faces = openFaces(engine.settings, engine.log, {});
    const { jpeg } = await faces.images.clean(await cardOf(await Puppet.of('holder')));
    expect(await faces.face.portrait(jpeg)).toHaveLength(4 * 1_024);
    await setSetting(engine, staff('administrator'), { name: 'identity.maxPixels', value: 1, reason: 'small images only' });
    const large = await cardOf(await Puppet.of('holder'), 3);
    await expect(faces.images.clean(large)).rejects.toMatchObject({ code: 'invalid_input' });
    await faces.close();
    await engine.close();
  });
});
