import { newBrowser } from '../world/devices.ts';
import { startedOn } from '../world/history.ts';
import { addressIn, demoCountries } from '../world/places.ts';
import { usesApp } from './habits.ts';
import { customerPage, firstName, type Scenario } from './stage.ts';

/** The same new place and new browser as a thief's, and the customer comes through: what proves them is in their hand. */
export const honestTraveller: Scenario = async (stage) => {
  const { dice } = stage.world;
  const customer = await stage.customer();
  const { person } = customer;
  const name = firstName(customer);
  const abroad = dice.pick(demoCountries.filter(({ code }) => code !== person.country.code));
  const browser = newBrowser(dice);
  const address = addressIn(dice, abroad);
  await usesApp(stage, customer, address);
  const on = startedOn(person, browser, address);
  await stage.say('customer', 'customer_logs_in', { name, country: abroad.code }, customerPage(customer));
  const submitted = await stage.submit({ ...on, kind: 'login', credentialResult: 'accepted' });
  if (submitted === null) return customerPage(customer);
  if (submitted.operation.status === 'awaiting_step_up') {
    await customer.session(browser, submitted.operation.id, on.address);
    await customer.passSteps(submitted.operation, submitted.prompt, browser, 'approve');
    await stage.say('customer', 'customer_passes', { name });
    await stage.stands(customer, submitted.operation, browser);
  }
  return `/decisions/${submitted.decision.id}`;
};
