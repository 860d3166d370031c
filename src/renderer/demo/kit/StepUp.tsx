import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { FactorKind } from '../../../shared/vocabulary/index.ts';
import { CodeStep } from './CodeStep.tsx';
import { DeviceStep } from './DeviceStep.tsx';
import { FaceStep } from './FaceStep.tsx';
import { useKit } from './kit.ts';
import { Notice } from './Notice.tsx';
import { PasskeyStep } from './PasskeyStep.tsx';
import { StepSkeleton } from './StepSkeleton.tsx';
import type { Operation, StepProps } from './step.ts';
import { errorText } from './words.ts';

const DONE: ReadonlySet<string> = new Set(['authorized', 'executed']);
const OVER: ReadonlySet<string> = new Set(['denied', 'expired', 'cancelled', 'held']);

interface StepUpProps {
  readonly operationId: string;
  /** All steps are passed: the operation is authorized. */
  readonly onDone: (operation: Operation) => void;
  /** It was refused, rejected or timed out. @param advice what the API advises instead */
  readonly onOver: (operation: Operation, advice: string | null) => void;
}

/** Leads through an operation's steps in their order, each by the method that the engine chose (PO-02). */
export function StepUp({ operationId, onDone, onOver }: StepUpProps) {
  const kit = useKit();
  const key = kit.customerApi.operations.get.queryOptions({ input: { id: operationId as never } });
  const { data, error, refetch } = useQuery({ ...key, refetchInterval: 15_000 });
  const told = useRef(false);
  const advice = useRef<string | null>(null);
  const operation = data?.operation;

  useEffect(() => {
    if (operation === undefined || told.current) return;
    if (DONE.has(operation.status)) {
      told.current = true;
      onDone(operation);
    } else if (OVER.has(operation.status)) {
      told.current = true;
      onOver(operation, advice.current);
    }
  }, [operation, onDone, onOver]);

  const settle = (next: Operation, said: string | null = null) => {
    advice.current = said;
    kit.queryClient.setQueryData(key.queryKey, (known) => ({ prompt: known?.prompt ?? null, operation: next }));
  };

  if (error !== null && data === undefined) return <Notice tone="bad">{errorText(error)}</Notice>;
  if (operation === undefined) return <StepSkeleton label="Reading the state" />;
  if (operation.status === 'in_review') {
    return (
      <Notice title="A person is looking at this">
        Somebody at the exchange decides it, usually within the day. This page follows by itself; you may also leave and come back.
      </Notice>
    );
  }
  const step = operation.steps.find(({ status }) => status === 'pending');
  if (step === undefined || operation.status !== 'awaiting_step_up') return <StepSkeleton label="Reading the state" />;
  const many = operation.steps.length > 1;
  return (
    <Stack gap="lg">
      {many && (
        <Text size="sm" c="dimmed">
          Step {step.position + 1} of {operation.steps.length}
        </Text>
      )}
      <CurrentStep
        key={step.position}
        operation={operation}
        step={step}
        prompt={data?.prompt ?? null}
        settle={settle}
        reread={() => void refetch()}
      />
    </Stack>
  );
}

const screens: Readonly<Record<FactorKind, (props: StepProps) => React.ReactNode>> = {
  email_code: CodeStep,
  phone_code: CodeStep,
  authenticator: CodeStep,
  passkey: PasskeyStep,
  face: FaceStep,
  trusted_device: DeviceStep,
  device_session: DeviceStep,
};

function CurrentStep(props: StepProps) {
  const Screen = screens[props.step.factor];
  return <Screen {...props} />;
}
