import type { OperationInput } from '../../../shared/contract/operation.ts';
import { countedAs } from '../risk/counted-as.ts';
import type { MappedRow } from './mapping.ts';

/** What a row's decision may read of the rows before it, and leave for those after it. */
function tiesOf({ accountId, kind, device, address, destination }: OperationInput): string[] {
  return [
    `account ${accountId}`,
    ...(device === undefined ? [] : [`device ${device.id}`]),
    ...(address === undefined ? [] : [`address ${countedAs('address')(address)}`]),
    ...(destination === undefined ? [] : [`destination ${countedAs('destination')(destination.address)}`]),
    // The log-in model looks at everybody's.
    ...(kind === 'login' ? ['log-ins'] : []),
  ];
}

/**
 * Cuts rows, in their order, into runs of rows that have nothing to do with one another: neither account nor device, address or destination.
 * What is decided about each of a run is the same whether they are decided one after the other or together. Pure.
 */
export function unrelatedRuns<T extends { readonly mapped: MappedRow }>(rows: readonly T[]): T[][] {
  const runs: T[][] = [];
  let run: T[] = [];
  const tied = new Set<string>();
  for (const row of rows) {
    const ties = 'operation' in row.mapped ? tiesOf(row.mapped.operation.input) : [];
    if (ties.some((tie) => tied.has(tie))) {
      runs.push(run);
      run = [];
      tied.clear();
    }
    run.push(row);
    for (const tie of ties) tied.add(tie);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
