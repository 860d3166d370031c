import { Button } from '@mantine/core';
import { IconClockPause, IconShieldX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Wish } from '../../../../shared/contract/exchange/index.ts';
import { type ExchangeOutputs, useKit } from '../../kit/kit.ts';
import { StepUp } from '../../kit/StepUp.tsx';
import type { Operation } from '../../kit/step.ts';
import { refusalText } from '../data/refusal.ts';
import { InboxButton } from '../inbox/InboxButton.tsx';
import { Hero, Note, Waiting } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';

const words = texts.confirm;

interface ConfirmProps {
  readonly title: string;
  readonly wish: Wish;
  /** Looks at what was submitted before any step is taken; what it throws ends the matter. */
  readonly beforeSteps?: (operationId: Operation['id']) => Promise<void>;
  /** Runs when Portcullis has authorized it; what it throws is shown here. */
  readonly onAuthorized: (operation: Operation) => Promise<void>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** How an operation went that never came to its effect. */
interface Over {
  readonly title: string;
  readonly text: string;
  readonly waits: boolean;
}

function overOf({ decision }: ExchangeOutputs['operations']['submit']): Over | null {
  const { outcome, reasons } = decision;
  if (outcome !== 'deny' && outcome !== 'review' && outcome !== 'hold') return null;
  const { title, text } = words[outcome];
  return { title, text: reasons[0] ?? text, waits: outcome === 'review' };
}

/** Asks the exchange for something, leads through what Portcullis wants first, and then has it done. */
export function Confirm({ title, wish, beforeSteps, onAuthorized, onClose, children }: ConfirmProps) {
  const { exchange, queryClient } = useKit();
  const [over, setOver] = useState<Over | null>(null);
  const asked = useRef(false);
  const submit = useMutation({
    mutationFn: async () => {
      const submitted = await exchange.operations.submit({ wish });
      await beforeSteps?.(submitted.operation.id);
      return submitted;
    },
    onSuccess: (submitted) => setOver(overOf(submitted)),
  });
  const finish = useMutation({ mutationFn: onAuthorized, onSettled: () => queryClient.invalidateQueries() });
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    submit.mutate();
  });
  const failed = submit.error ?? finish.error;
  const working = failed === null && over === null;
  return (
    <Screen title={title} onBack={onClose} action={<InboxButton />}>
      {children}
      {failed !== null && (
        <Note tone="bad" title={words.failed}>
          <p>{refusalText(failed)}</p>
        </Note>
      )}
      {over !== null && (
        <Hero tone={over.waits ? 'info' : 'bad'} icon={over.waits ? IconClockPause : IconShieldX} title={over.title}>
          <p>{over.text}</p>
        </Hero>
      )}
      {working && submit.data !== undefined && finish.isIdle && (
        <StepUp
          operationId={submit.data.operation.id}
          onDone={finish.mutate}
          onOver={(operation, advice) =>
            setOver({ title: words.ended, text: advice ?? operation.finishReason ?? words.endedMore, waits: false })
          }
        />
      )}
      {working && (submit.data === undefined || !finish.isIdle) && <Waiting>{texts.loading}</Waiting>}
      {!working && (
        <Button size="lg" radius="xl" variant="default" onClick={onClose}>
          {texts.done}
        </Button>
      )}
    </Screen>
  );
}
