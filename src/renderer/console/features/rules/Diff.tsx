import { useTranslation } from 'react-i18next';
import type { PartChange } from '../../../../shared/contract/console/tuning.ts';
import { operationKinds } from '../../../../shared/vocabulary/index.ts';
import classes from './diff.module.css';

/** What changes, part by part: before on the left, after on the right, fields that differ marked (RT-03). */
export function Diff({
  changes,
  before,
  after,
}: {
  readonly changes: readonly PartChange[];
  readonly before: string;
  readonly after: string;
}) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p className={classes.none}>{t('rules.diff.none')}</p>;
  return (
    <div className={classes.parts}>
      {changes.map((change) => (
        <Part key={change.part} change={change} before={before} after={after} />
      ))}
    </div>
  );
}

function Part({ change, before, after }: { readonly change: PartChange; readonly before: string; readonly after: string }) {
  const { t } = useTranslation();
  const kind = operationKinds.find((one) => change.part === `row:${one}`);
  const fields = fieldsOf(change);
  return (
    <section className={classes.part} aria-label={change.part}>
      <h3 className={classes.title}>
        {kind === undefined ? <code>{change.part}</code> : t(`words.kind.${kind}`)}
        <span className={classes.change} data-change={change.change}>
          {t(`rules.change.${change.change}`)}
        </span>
      </h3>
      <div className={classes.scroller}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('rules.diff.field')}</th>
              <th scope="col">{before}</th>
              <th scope="col">{after}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td>{change.change !== 'added' && <Value value={fieldOf(change.before, field)} tone="old" />}</td>
                <td>{change.change !== 'removed' && <Value value={fieldOf(change.after, field)} tone="new" />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that differ; all of a part that one side does not have; a value without fields as one. */
function fieldsOf({ fields, before, after }: PartChange): readonly string[] {
  if (fields.length > 0) return fields;
  const whole = before ?? after;
  return isRecord(whole) ? Object.keys(whole) : ['value'];
}

const fieldOf = (part: unknown, field: string): unknown => (isRecord(part) ? part[field] : part);

function Value({ value, tone }: { readonly value: unknown; readonly tone: 'old' | 'new' }) {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return tone === 'old' ? <del className={classes.old}>{text}</del> : <ins className={classes.new}>{text}</ins>;
}
