import { newBrowser, scriptedUserAgents } from '../world/devices.ts';
import { startedOn } from '../world/history.ts';
import { moneyOf, newDestination } from '../world/money.ts';
import { addressIn, demoCountries } from '../world/places.ts';
import { customerPage, firstName, type Scenario } from './stage.ts';

const GUESSES = 6;

/** A script finds the password and a thief goes on by hand; then the password is reset, and the money stays where it is. */
export const takeover: Scenario = async (stage) => {
  const { dice, api } = stage.world;
  const victim = await stage.customer();
  const { person } = victim;
  const name = firstName(victim);
  const elsewhere = dice.pick(demoCountries.filter(({ code }) => code !== person.country.code));
  const address = addressIn(dice, elsewhere);
  await stage.say('thief', 'script_guesses', { name, number: String(GUESSES) }, customerPage(victim));
  for (let guess = 0; guess < GUESSES; guess += 1) {
    const userAgent = dice.pick(scriptedUserAgents);
    await stage.world.submit({
      accountId: person.accountId,
      client: 'web',
      kind: 'login',
      address,
      userAgent,
      credentialResult: 'wrong_password',
    });
  }
  await stage.say('thief', 'thief_logs_in', { country: elsewhere.code });
  await stage.submit({ ...startedOn(person, newBrowser(dice), address), kind: 'login', credentialResult: 'accepted' });

  const { id: sessionId } = await victim.session(person.browser);
  await stage.say('thief', 'session_stolen', { name });
  await api.recordSecurityChange(person.accountId, 'password_reset');
  victim.forgetSessions();
  await stage.say('thief', 'password_reset', { name });
  const money = moneyOf(2_400, newDestination(dice, 'USDT'));
  await stage.say('thief', 'thief_withdraws', { amount: `${money.amount} ${money.asset}`, attempt: '1' });
  await stage.submit({ ...startedOn(person, person.browser, address), sessionId, kind: 'withdrawal', ...money });
  return customerPage(victim);
};
