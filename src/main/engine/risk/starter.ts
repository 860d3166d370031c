import { z } from 'zod';
import starterPack from '../../../../resources/rules/starter-pack.json' with { type: 'json' };
import { outcomes } from '../../../shared/vocabulary/index.ts';
import type { RuleDefinition, RuleOutcome } from './rule-set.ts';

const demands = outcomes.filter((outcome): outcome is RuleOutcome => outcome !== 'allow');

/** The shape of a stored rule set. */
export const ruleSetSchema = z.strictObject({
  rules: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
      name: z.string().min(1).max(120),
      when: z.string().min(1).max(4000),
      score: z.int().min(-100).max(100).optional(),
      outcome: z.enum(demands as [RuleOutcome, ...RuleOutcome[]]).optional(),
      reason: z.string().min(1).max(300),
      tags: z.array(z.string().max(40)).default([]),
      enabled: z.boolean().default(true),
    }),
  ),
});

/** The live rules of a new workspace. */
export const starterRules: readonly RuleDefinition[] = ruleSetSchema.parse(starterPack).rules;
