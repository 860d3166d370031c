import { Button, Checkbox, MultiSelect, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MatrixAnswer, PolicyFactor, PolicyMatrix } from '../../../../../shared/contract/policy.ts';
import { factorKinds, type OperationKind, operationKinds, type RiskBand, riskBands } from '../../../../../shared/vocabulary/index.ts';
import { BandBadge, factorIcon, OutcomeBadge } from '../../../../ui/badges.tsx';
import { Dialog } from '../../../../ui/Dialog.tsx';
import classes from './kinds.module.css';
import { answerAt, withAnswer } from './matrix.ts';

interface MatrixGridProps {
  readonly matrix: PolicyMatrix;
  /** Null where it can only be read. */
  readonly onChange: ((matrix: PolicyMatrix) => void) | null;
}

interface Place {
  readonly kind: OperationKind;
  readonly band: RiskBand;
}

const factors = factorKinds.filter((kind): kind is PolicyFactor => kind !== 'device_session');

/** Operation × risk band → answer; what the customer has enrolled chooses inside each step (PO-03). */
export function MatrixGrid({ matrix, onChange }: MatrixGridProps) {
  const { t } = useTranslation();
  const [place, setPlace] = useState<Place | null>(null);
  return (
    <>
      <p className={classes.about}>{t('rules.matrix.about')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that may scroll sideways has to be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={t('rules.kind.matrix')}>
        <table className={classes.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('rules.matrix.operation')}</th>
              {riskBands.map((band) => (
                <th key={band} scope="col">
                  <BandBadge value={band} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {operationKinds.map((kind) => (
              <tr key={kind}>
                <th scope="row">{t(`words.kind.${kind}`)}</th>
                {riskBands.map((band) => (
                  <td key={band}>
                    {onChange === null ? (
                      <div className={classes.answer}>
                        <Answer answer={answerAt(matrix, kind, band)} />
                      </div>
                    ) : (
                      <button
                        type="button"
                        className={classes.answer}
                        title={t('rules.matrix.edit', { kind: t(`words.kind.${kind}`), band: t(`words.band.${band}`) })}
                        onClick={() => setPlace({ kind, band })}
                      >
                        <Answer answer={answerAt(matrix, kind, band)} />
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className={classes.options}>
        <KindChoice
          label={t('rules.matrix.trustedDevice')}
          value={matrix.trustedDeviceKinds}
          onChange={onChange && ((kinds) => onChange({ ...matrix, trustedDeviceKinds: kinds }))}
        />
        <KindChoice
          label={t('rules.matrix.mandatoryPasskey')}
          value={matrix.mandatoryPasskeyKinds}
          onChange={onChange && ((kinds) => onChange({ ...matrix, mandatoryPasskeyKinds: kinds }))}
        />
      </div>
      {place !== null && onChange !== null && (
        <EditAnswer
          place={place}
          matrix={matrix}
          onClose={() => setPlace(null)}
          onChange={(next) => {
            onChange(next);
            setPlace(null);
          }}
        />
      )}
    </>
  );
}

interface KindChoiceProps {
  readonly label: string;
  readonly value: readonly OperationKind[];
  readonly onChange: ((kinds: OperationKind[]) => void) | null;
}

function KindChoice({ label, value, onChange }: KindChoiceProps) {
  const { t } = useTranslation();
  return (
    <MultiSelect
      label={label}
      readOnly={onChange === null}
      data={operationKinds.map((kind) => ({ value: kind, label: t(`words.kind.${kind}`) }))}
      value={[...value]}
      onChange={(names) => onChange?.(operationKinds.filter((kind) => names.includes(kind)))}
    />
  );
}

function Answer({ answer }: { readonly answer: MatrixAnswer }) {
  const { t } = useTranslation();
  if (answer.outcome !== 'step_up') return <OutcomeBadge value={answer.outcome} />;
  return (
    <span className={classes.steps}>
      {answer.steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two steps can be alike, and their order is what they are
        <span key={index} className={classes.step} title={step.map((kind) => t(`words.factor.${kind}`)).join(` ${t('rules.matrix.or')} `)}>
          {step.map((kind) => {
            const KindIcon = factorIcon[kind];
            return <KindIcon key={kind} size={15} stroke={1.7} role="img" aria-label={t(`words.factor.${kind}`)} />;
          })}
        </span>
      ))}
    </span>
  );
}

interface EditAnswerProps {
  readonly place: Place;
  readonly matrix: PolicyMatrix;
  readonly onClose: () => void;
  readonly onChange: (matrix: PolicyMatrix) => void;
}

const outcomesOfMatrix = ['allow', 'step_up', 'review', 'deny'] as const;
const MOST_STEPS = 4;
const usualStep: readonly PolicyFactor[] = ['passkey', 'authenticator'];

function EditAnswer({ place: { kind, band }, matrix, onClose, onChange }: EditAnswerProps) {
  const { t } = useTranslation();
  const before = answerAt(matrix, kind, band);
  const [outcome, setOutcome] = useState<MatrixAnswer['outcome']>(before.outcome);
  const [steps, setSteps] = useState<readonly (readonly PolicyFactor[])[]>(before.outcome === 'step_up' ? before.steps : [usualStep]);
  const [everywhere, setEverywhere] = useState(false);
  const ready = outcome !== 'step_up' || (steps.length > 0 && steps.every((step) => step.length > 0));
  const save = () => {
    if (!ready) return;
    const answer: MatrixAnswer = outcome === 'step_up' ? { outcome, steps } : { outcome };
    onChange(withAnswer(matrix, everywhere ? operationKinds.filter((one) => sharesRow(matrix, kind, one)) : [kind], band, answer));
  };
  return (
    <Dialog onClose={onClose} title={t('rules.matrix.edit', { kind: t(`words.kind.${kind}`), band: t(`words.band.${band}`) })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="sm">
          <Select
            label={t('rules.matrix.answer')}
            data={outcomesOfMatrix.map((value) => ({ value, label: t(`words.outcome.${value}`) }))}
            value={outcome}
            onChange={(value) => setOutcome(outcomesOfMatrix.find((one) => one === value) ?? outcome)}
            data-autofocus
          />
          {outcome === 'step_up' &&
            steps.map((step, index) => (
              <MultiSelect
                // biome-ignore lint/suspicious/noArrayIndexKey: two steps can be alike, and their order is what they are
                key={index}
                label={t('rules.matrix.step', { number: index + 1 })}
                description={t('rules.matrix.stepHint')}
                data={factors.map((factor) => ({ value: factor, label: t(`words.factor.${factor}`) }))}
                value={[...step]}
                onChange={(names) =>
                  setSteps(
                    steps
                      .with(
                        index,
                        names.flatMap((name) => factors.filter((factor) => factor === name)),
                      )
                      .filter((one, position) => one.length > 0 || position === 0),
                  )
                }
              />
            ))}
          {outcome === 'step_up' && steps.length < MOST_STEPS && (
            <Button
              variant="default"
              size="compact-xs"
              mr="auto"
              leftSection={<IconPlus size={13} aria-hidden />}
              onClick={() => setSteps([...steps, ['email_code']])}
            >
              {t('rules.matrix.addStep')}
            </Button>
          )}
          <Checkbox
            label={t('rules.matrix.everywhere')}
            checked={everywhere}
            onChange={(event) => setEverywhere(event.currentTarget.checked)}
          />
          <Button type="submit" ml="auto" disabled={!ready}>
            {t('rules.matrix.use')}
          </Button>
        </Stack>
      </form>
    </Dialog>
  );
}

/** Whether two operations are answered alike so far. */
const sharesRow = (matrix: PolicyMatrix, kind: OperationKind, other: OperationKind): boolean =>
  matrix.rows.some(({ kinds }) => kinds.includes(kind) && kinds.includes(other));
