import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import { faceMoveSchema } from '../../src/shared/vocabulary/index.ts';
import { cardOf } from '../support/puppet.ts';
import { camera } from './support/exchange-test.ts';
import { Film } from './support/film.ts';
import { test as base, expect, openPhone } from './support/phone-test.ts';
import { launchBrowser } from './support/server.ts';
import { temporaryFolder } from './support/workspace.ts';

const challengeSchema = z.object({ moves: z.array(faceMoveSchema) });
const begunSchema = z.object({ face: challengeSchema.optional(), challenge: challengeSchema.optional() });
const sentSchema = z.object({ face: z.object({ frames: z.array(z.unknown()) }).optional(), frames: z.array(z.unknown()).optional() });

/**
 * Has whoever is before the phone's camera do what it is asked: the film is made when the challenge arrives, and before the page opens
 * the camera. @returns how many pictures each try has sent
 */
async function follow(phone: Page, film: Film): Promise<{ obedient: boolean; readonly sent: number[] }> {
  const actor = { obedient: true, sent: [] as number[] };
  await phone.route(/\/customer\/v1\/(face\/begin|operations\/[^/]+\/steps\/\d+\/begin)$/u, async (route) => {
    const response = await route.fetch();
    const { face, challenge } = begunSchema.parse(await response.json());
    const asked = face ?? challenge;
    if (asked !== undefined) await film.show(actor.obedient ? asked.moves : []);
    await route.fulfill({ response });
  });
  phone.on('request', (request) => {
    if (!/\/customer\/v1\/(face\/finish|operations\/[^/]+\/steps\/\d+\/complete)$/u.test(request.url())) return;
    const { face, frames } = sentSchema.parse(request.postDataJSON());
    const taken = face?.frames ?? frames;
    if (taken !== undefined) actor.sent.push(taken.length);
  });
  return actor;
}

const test = base.extend<{ readonly stage: { readonly film: Film; readonly browser: Browser } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern, and it has none.
  stage: async ({}, use) => {
    const folder = await temporaryFolder();
    const film = await Film.of('holder', join(folder.path, 'film.y4m'));
    const browser = await launchBrowser([...camera, film.camera]);
    await use({ film, browser });
    await browser.close();
    await folder.remove();
  },
});

test('FV-04 ND-06 a phone enrols a face before its camera, is refused what stands still, with guidance, and lets in who does what is asked', async ({
  stage: { film, browser },
  newPhone,
  newCustomer,
}) => {
  const customer = newCustomer({ withPhone: false });
  await customer.register();
  const token = await customer.enter('ios', 'the-first-phone');
  const phone = await newPhone(browser);
  await openPhone(phone, customer, token, 'the-first-phone');
  const actor = await follow(phone, film);

  await phone.getByRole('button', { name: 'Profile' }).click();
  await phone.getByRole('button', { name: /Security centre/u }).click();
  await phone.getByRole('button', { name: /Identity/u }).click();
  await phone.getByLabel('Number').fill(`L${Date.now()}`);
  await phone.getByLabel('Date of birth').fill('1990-04-30');
  const card = { name: 'front.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(await cardOf(film.puppet)) };
  await phone.locator('input[type=file]').setInputFiles(card);
  await phone.getByRole('button', { name: 'Check my document' }).click();
  await expect(phone.getByText('Your identity is verified')).toBeVisible({ timeout: 60_000 });
  await phone.getByRole('button', { name: 'Done' }).click();

  await phone.getByRole('button', { name: /Face/u }).click();
  await phone.getByRole('button', { name: 'Begin' }).click();
  await phone.getByRole('textbox', { name: 'Code from your e-mail' }).fill(await customer.code('mail', token));
  await phone.getByRole('button', { name: 'Start recording' }).click();
  await expect(phone.getByText('Your face is enrolled')).toBeVisible({ timeout: 60_000 });
  expect(actor.sent).toEqual([24]);

  // Another phone of the same customer: its log-in is confirmed by the face (ND-02).
  const second = await newPhone(browser);
  const again = await follow(second, film);
  again.obedient = false;
  await second.getByLabel('E-mail address').fill(customer.email);
  await second.getByRole('textbox', { name: 'Password' }).fill(customer.password);
  await second.getByRole('button', { name: 'Log in', exact: true }).click();
  await expect(second.getByText('Your face confirms it.', { exact: false })).toBeVisible();
  await second.getByRole('button', { name: 'Start recording' }).click();
  // The model may take the noise of a picture for part of a move; the moves that are asked for are never in it.
  const guidance = second.getByRole('alert', { name: 'That did not work yet' });
  await expect(guidance).toContainText(/The movements were not seen|in the order shown|were used before/u, { timeout: 60_000 });
  await expect(second.getByRole('heading', { name: /^Hello/u })).toHaveCount(0);
  await expect(second.getByRole('button', { name: 'Record again' })).toBeEnabled();

  again.obedient = true;
  await second.reload();
  await second.getByRole('button', { name: 'Start recording' }).click();
  await expect(second.getByRole('heading', { name: /^Hello/u })).toBeVisible({ timeout: 60_000 });
  expect(again.sent).toEqual([24, 24]);
});
