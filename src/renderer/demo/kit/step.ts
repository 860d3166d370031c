import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type CustomerOutputs, useKit } from './kit.ts';

export type Operation = CustomerOutputs['operations']['get']['operation'];
export type Step = Operation['steps'][number];

export interface StepProps {
  readonly operation: Operation;
  readonly step: Step;
  readonly prompt: CustomerOutputs['operations']['get']['prompt'];
  /** Tells the state that an answer brought. @param advice what the API advises after a failure */
  readonly settle: (operation: Operation, advice?: string | null) => void;
  readonly reread: () => void;
}

/** Begins the step at once, and again when asked. */
export function useBegun({ operation, step, settle }: StepProps, atOnce = true) {
  const { customer, queryClient, customerApi } = useKit();
  const begin = useMutation({
    mutationFn: () => customer.operations.beginStep({ id: operation.id, position: step.position }),
    onSuccess: (begun) => {
      settle(begun.operation);
      queryClient.setQueryData(customerApi.operations.get.queryKey({ input: { id: operation.id } }), {
        operation: begun.operation,
        prompt: begun.prompt,
      });
    },
  });
  const started = useRef(false);
  useEffect(() => {
    if (started.current || !atOnce) return;
    started.current = true;
    begin.mutate();
  });
  return begin;
}

/** Sends a proof, and tells what came of it. */
export function useComplete({ operation, step, settle }: StepProps) {
  const { customer, customerApi, queryClient, session } = useKit();
  return useMutation({
    mutationFn: (proof: Partial<Parameters<typeof customer.operations.completeStep>[0]>) =>
      customer.operations.completeStep({ ...proof, id: operation.id, position: step.position }),
    onSuccess: (completed) => {
      const advice = completed.advice?.text ?? null;
      if (advice !== null) session.advice.set(advice);
      settle(completed.operation, advice);
      // A wrong answer brings further guidance.
      return queryClient.invalidateQueries({ queryKey: customerApi.newDevice.key() });
    },
  });
}
