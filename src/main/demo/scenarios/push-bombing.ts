import { startedOn } from '../world/history.ts';
import { moneyOf, newDestination } from '../world/money.ts';
import { addressIn } from '../world/places.ts';
import { customerPage, firstName, queue, type Scenario } from './stage.ts';

const ATTEMPTS = 3;
/** The attempt at which the customer has had enough; what comes after it meets a frozen account. */
const ANSWERED = 2;

/** A thief with a stolen session asks again and again, hoping that the customer approves to have peace; the customer says that it is not them. */
export const pushBombing: Scenario = async (stage) => {
  const { dice } = stage.world;
  const victim = await stage.customer();
  const { person } = victim;
  const name = firstName(victim);
  const { id: sessionId } = await victim.session(person.browser);
  const address = addressIn(dice, person.country);
  const destination = newDestination(dice, 'USDT');
  await stage.say('thief', 'session_stolen', { name }, customerPage(victim));
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const money = moneyOf(480, destination);
    await stage.say('thief', 'thief_withdraws', { amount: `${money.amount} ${money.asset}`, attempt: String(attempt) });
    const submitted = await stage.submit({ ...startedOn(person, person.browser, address), sessionId, kind: 'withdrawal', ...money });
    if (submitted?.prompt === undefined || submitted.prompt === null) break;
    if (attempt === ANSWERED) {
      await victim.passSteps(submitted.operation, submitted.prompt, person.browser, 'not_me');
      await stage.say('customer', 'customer_not_me', { name });
    } else await stage.say('customer', 'customer_ignores', { name });
  }
  await stage.say('staff', 'case_waits', { queue: 'suspicious_activity' }, queue('suspicious_activity'));
  return customerPage(victim);
};
