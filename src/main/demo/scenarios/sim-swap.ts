import { newBrowser } from '../world/devices.ts';
import { startedOn } from '../world/history.ts';
import { addressIn } from '../world/places.ts';
import { usesApp } from './habits.ts';
import { customerPage, firstName, queue, type Scenario } from './stage.ts';

/** A thief has the customer's phone number and password. No code goes to the number: the method is the engine's choice, and it is the phone in hand. */
export const simSwap: Scenario = async (stage) => {
  const { dice, api } = stage.world;
  const victim = await stage.customer();
  const { person } = victim;
  const name = firstName(victim);
  await usesApp(stage, victim);
  await stage.say('thief', 'number_stolen', { name }, customerPage(victim));
  const browser = newBrowser(dice);
  const before = (await api.messages(person.phone)).length;
  await stage.say('thief', 'thief_logs_in', { country: person.country.code });
  const on = startedOn(person, browser, addressIn(dice, person.country));
  const submitted = await stage.submit({ ...on, kind: 'login', credentialResult: 'accepted' });
  const sent = (await api.messages(person.phone)).length - before;
  await stage.say('thief', 'thief_waits_for_sms', { number: String(sent) });
  if (submitted !== null && submitted.operation.status === 'awaiting_step_up') {
    await victim.session(browser, submitted.operation.id, on.address);
    await victim.passSteps(submitted.operation, submitted.prompt, browser, 'not_me').catch(() => false);
    await stage.say('customer', 'customer_not_me', { name });
  }
  await stage.say('staff', 'case_waits', { queue: 'suspicious_activity' }, queue('suspicious_activity'));
  return customerPage(victim);
};
