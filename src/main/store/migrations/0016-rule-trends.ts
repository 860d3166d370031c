import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] =>
  ddl(
    dialect,
    `
    CREATE TABLE rule_days (
      rule_id TEXT NOT NULL, day INTEGER NOT NULL, hits INTEGER NOT NULL, fraud INTEGER NOT NULL, legitimate INTEGER NOT NULL,
      PRIMARY KEY (rule_id, day)
    );
    CREATE INDEX rule_days_day ON rule_days (day);
    CREATE TABLE trend_marks (topic TEXT PRIMARY KEY, position TEXT NOT NULL);
    CREATE TABLE rule_conditions (rule_id TEXT PRIMARY KEY, hash TEXT NOT NULL, since INTEGER NOT NULL);
    CREATE TABLE rule_alerts (
      id TEXT PRIMARY KEY, rule_id TEXT NOT NULL, measure TEXT NOT NULL, direction TEXT NOT NULL, status TEXT NOT NULL, day INTEGER NOT NULL,
      observed REAL NOT NULL, expected REAL NOT NULL, deviation REAL NOT NULL, opened_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
      acknowledged_at INTEGER, acknowledged_by TEXT, reason TEXT, snoozed_until INTEGER, ended_at INTEGER
    );
    CREATE UNIQUE INDEX rule_alerts_open ON rule_alerts (rule_id, measure) WHERE ended_at IS NULL;
    CREATE INDEX rule_alerts_rule ON rule_alerts (rule_id, opened_at);
    ALTER TABLE governed_versions ADD COLUMN rollout_errors INTEGER NOT NULL DEFAULT 0`,
  );

/** What each rule did day by day, the alerts that it does something else than usual, and the errors of a roll-out. */
export const migration: Migration = { number: 16, name: 'rule-trends', statements };
