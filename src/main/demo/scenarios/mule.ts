import { startedOn } from '../world/history.ts';
import { moneyOf, newDestination } from '../world/money.ts';
import { sameNetwork } from '../world/places.ts';
import { customerPage, firstName, queue, type Scenario } from './stage.ts';

const SMALL = 5;

/** Many accounts send to one address that none of them used before; the one that sends much waits for people. */
export const mule: Scenario = async (stage) => {
  const { dice } = stage.world;
  const destination = newDestination(dice, 'USDT');
  let where = queue('risk_review');
  let waits = false;
  for (let sender = 0; sender <= SMALL; sender += 1) {
    const customer = await stage.customer();
    const { person } = customer;
    const money = moneyOf(sender < SMALL ? 320 + 10 * sender : 9_500, destination);
    const { id: sessionId } = await customer.session(person.browser);
    const on = startedOn(person, person.browser, sameNetwork(dice, person.homeAddress));
    await stage.say(
      'thief',
      'mule_withdraws',
      { name: firstName(customer), amount: `${money.amount} ${money.asset}` },
      customerPage(customer),
    );
    const submitted = await stage.submit({ ...on, sessionId, kind: 'withdrawal', ...money });
    if (submitted !== null) where = `/decisions/${submitted.decision.id}`;
    waits = submitted?.operation.status === 'in_review';
  }
  // Far above what this customer usually sends it is refused rather than looked at.
  if (waits) await stage.say('staff', 'case_waits', { queue: 'risk_review' }, queue('risk_review'));
  return where;
};
