import type { Customer } from '../traffic/customer.ts';
import { startedOn } from '../world/history.ts';
import { sameNetwork } from '../world/places.ts';
import { firstName, type Stage } from './stage.ts';

/**
 * The customer opens the app, as they do every day: from then on the app is one that can be asked.
 * @param at where they are; at home by default
 */
export async function usesApp(
  stage: Stage,
  customer: Customer,
  at: string = sameNetwork(stage.world.dice, customer.person.homeAddress),
): Promise<void> {
  const { person } = customer;
  await stage.say('customer', 'customer_uses_app', { name: firstName(customer) });
  const on = startedOn(person, person.mobile, at);
  const { operation, prompt } = await stage.world.submit({ ...on, kind: 'login', credentialResult: 'accepted' });
  await customer.session(person.mobile, operation.id, on.address);
  if (operation.status === 'awaiting_step_up') await customer.passSteps(operation, prompt, person.mobile, 'approve');
}
