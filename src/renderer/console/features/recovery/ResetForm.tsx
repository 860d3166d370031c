import { Checkbox, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AccountId, type FactorKind, type ResetTarget, resetTargets } from '../../../../shared/vocabulary/index.ts';
import { fieldMessage } from '../../../ui/errors.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { api } from '../../connection/api.ts';
import classes from './recovery.module.css';

export interface Wish {
  readonly targets: ResetTarget[];
  readonly reason: string;
}

export type StaffSource = 'call' | 'email';

interface ResetFormProps {
  readonly accountId: AccountId;
  readonly title: string;
  readonly about: string;
  readonly confirm: string;
  readonly initial?: Wish;
  /** Asks how the customer reached support, too. */
  readonly asksSource?: boolean;
  readonly onClose: () => void;
  /** Rejects to keep the form open with what was typed. */
  readonly onConfirm: (wish: Wish, source: StaffSource) => Promise<void>;
}

const SHORTEST = 3;

const factorOf: Readonly<Record<Exclude<ResetTarget, 'sessions'>, FactorKind>> = {
  trusted_device: 'trusted_device',
  authenticator: 'authenticator',
  passkeys: 'passkey',
};

/** What is to be reset and why (RC-01). Staff choose; nothing here sets or shows a factor (RC-02). */
export function ResetForm(props: ResetFormProps) {
  const { accountId, title, about, confirm, initial, asksSource = false, onClose, onConfirm } = props;
  const { t } = useTranslation();
  const customer = useQuery(api.customers.get.queryOptions({ input: { id: accountId } }));
  const [targets, setTargets] = useState<readonly string[]>(initial?.targets ?? []);
  const [reason, setReason] = useState(initial?.reason ?? '');
  const [source, setSource] = useState<StaffSource>('call');
  const enrolled = new Set(
    customer.data?.factors.filter(({ status }) => status === 'active' || status === 'suspended').map(({ kind }) => kind),
  );
  const has = (target: ResetTarget) => target === 'sessions' || enrolled.has(factorOf[target]);
  const chosen = resetTargets.filter((target) => targets.includes(target) && has(target));
  return (
    <FormDialog
      title={title}
      confirm={confirm}
      ready={chosen.length > 0 && reason.trim().length >= SHORTEST}
      onClose={onClose}
      onConfirm={() => onConfirm({ targets: chosen, reason: reason.trim() }, source)}
    >
      {(error) => (
        <>
          <Text size="sm">{about}</Text>
          <Checkbox.Group
            label={t('caseBodies.reset.targets')}
            description={t('caseBodies.reset.sessionsAlways')}
            value={[...targets]}
            onChange={setTargets}
            error={fieldMessage(error, 'targets')}
            required
          >
            <div className={classes.targets}>
              {resetTargets.map((target, index) => (
                <Checkbox
                  key={target}
                  value={target}
                  label={
                    has(target)
                      ? t(`caseBodies.reset.target.${target}`)
                      : `${t(`caseBodies.reset.target.${target}`)} (${t('caseBodies.reset.nothingOf')})`
                  }
                  disabled={!has(target)}
                  data-autofocus={index === 0 || undefined}
                />
              ))}
            </div>
          </Checkbox.Group>
          {asksSource && (
            <Radio.Group
              label={t('caseBodies.reset.how')}
              value={source}
              onChange={(value) => setSource(value === 'email' ? 'email' : 'call')}
            >
              <Stack gap={8} mt={6}>
                <Radio value="call" label={t('caseBodies.reset.byCall')} />
                <Radio value="email" label={t('caseBodies.reset.byEmail')} />
              </Stack>
            </Radio.Group>
          )}
          <Textarea
            label={t('caseBodies.reset.reasonLabel')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
            maxLength={400}
            error={fieldMessage(error, 'reason')}
            required
          />
        </>
      )}
    </FormDialog>
  );
}
