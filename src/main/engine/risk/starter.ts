import starterPack from '../../../../resources/rules/starter-pack.json' with { type: 'json' };
import { ruleSetSchema } from '../../../shared/contract/policy.ts';
import type { RuleDefinition } from './rule-set.ts';

export { ruleSetSchema } from '../../../shared/contract/policy.ts';

/** The live rules of a new workspace. */
export const starterRules: readonly RuleDefinition[] = ruleSetSchema.parse(starterPack).rules;
