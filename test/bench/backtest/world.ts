import { noLists } from '../../../src/main/engine/risk/declared/lists.ts';
import { windowFunctions } from '../../../src/main/engine/risk/declared/windows.ts';
import { createCatalogue } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import type { RuleDefinition } from '../../../src/main/engine/risk/rule-set.ts';
import { builtInThresholds } from '../../../src/main/engine/risk/thresholds.ts';
import type { BacktestPolicy, Catalogues } from '../../../src/main/engine/tuning/backtest/backtest.ts';
import type { Pack } from '../rules/pack.ts';

/** The bench's rules stand on a catalogue of their own, with the windows that any rule may declare. */
export function world(pack: Pack): { readonly catalogues: Catalogues; readonly policy: BacktestPolicy } {
  const catalogue = createCatalogue([...pack.catalogue.signals.values()], windowFunctions);
  const rules = pack.rules.map(
    ({ id, score, when }): RuleDefinition => ({ id, name: id, when, score, reason: id, tags: [], enabled: true }),
  );
  const policy: BacktestPolicy = { rules, lists: noLists, matrix: builtInMatrix, thresholds: builtInThresholds };
  return { catalogues: { live: catalogue, draft: catalogue }, policy };
}
