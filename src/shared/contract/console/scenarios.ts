import { z } from 'zod';
import { base, timeSchema } from '../common.ts';

/** Stories that the demo plays through the public HTTP APIs. */
export const scenarioNames = ['push_bombing', 'sim_swap', 'takeover', 'mule', 'lost_phone', 'honest_traveller'] as const;
export const scenarioNameSchema = z.enum(scenarioNames);
export type ScenarioName = (typeof scenarioNames)[number];

/** What can happen in a story; the console has the words. */
export const sceneNames = [
  'session_stolen',
  'number_stolen',
  'thief_withdraws',
  'thief_logs_in',
  'thief_waits_for_sms',
  'script_guesses',
  'password_reset',
  'mule_withdraws',
  'customer_uses_app',
  'customer_ignores',
  'customer_not_me',
  'customer_lost_phone',
  'customer_logs_in',
  'customer_withdraws',
  'customer_passes',
  'engine_decides',
  'engine_asks_phone',
  'engine_refuses',
  'engine_stands',
  'case_waits',
] as const;
export const sceneNameSchema = z.enum(sceneNames);
export type SceneName = (typeof sceneNames)[number];

export const actors = ['customer', 'thief', 'engine', 'staff'] as const;

export const sceneSchema = z.object({
  at: timeSchema,
  who: z.enum(actors),
  scene: sceneNameSchema,
  values: z.record(z.string(), z.string()).describe('What the words need: names, amounts, an outcome, a status'),
  link: z.string().nullable().describe('The record in the console'),
});
export type Scene = z.infer<typeof sceneSchema>;

export const scenarioRunSchema = z.object({
  id: z.string(),
  scenario: scenarioNameSchema,
  status: z.enum(['running', 'finished', 'failed']),
  startedAt: timeSchema,
  scenes: z.array(sceneSchema),
  see: z.string().nullable().describe('Where staff see what came of it, once it is over'),
  problem: z.string().nullable(),
});
export type ScenarioRun = z.infer<typeof scenarioRunSchema>;

export const scenarios = {
  list: base.output(z.object({ runs: z.array(scenarioRunSchema).describe('Newest first') })),
  play: base.input(z.strictObject({ scenario: scenarioNameSchema })).output(scenarioRunSchema),
};
