import { sameNetwork } from '../world/places.ts';
import { firstName, queue, type Scenario } from './stage.ts';

/** The phone that approves everything is gone. The customer asks support, who reset but never see a factor. */
export const lostPhone: Scenario = async (stage) => {
  const customer = await stage.customer();
  const { person } = customer;
  const name = firstName(customer);
  const { api } = await customer.session(person.browser, undefined, sameNetwork(stage.world.dice, person.homeAddress));
  await stage.say('customer', 'customer_lost_phone', { name }, `/customers/${person.accountId}`);
  const { caseId } = await api.requestReset(['trusted_device', 'sessions'], 'I left my phone in a taxi and it is gone.');
  await stage.say('staff', 'case_waits', { queue: 'device_reset' }, queue('device_reset'));
  return `/cases/${caseId}`;
};
