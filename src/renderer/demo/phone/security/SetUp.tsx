import { Button } from '@mantine/core';
import { IconCircleCheck, IconFaceId, IconId, IconKey, IconShieldPlus } from '@tabler/icons-react';
import type { Me } from '../data/queries.ts';
import { navigation } from '../shell/nav.ts';
import { Card, Hero, Note, Row } from '../shell/parts.tsx';
import { Screen } from '../shell/Screen.tsx';
import { texts } from '../texts.ts';
import type { Missing } from './trust.ts';

const words = texts.setUp;

interface SetUpProps {
  readonly me: Me;
  /** What the API refused the last try for; null before the first. */
  readonly refused: readonly Missing[] | null;
  readonly onAdd: () => void;
}

const strong: ReadonlySet<string> = new Set(['passkey', 'authenticator']);

/** The prerequisites, each with the step that mends it (TD-02). What counts is the API's own list; the marks only show what is done. */
export function SetUp({ me, refused, onAdd }: SetUpProps) {
  const hasStrong = me.factors.some(({ kind, status }) => strong.has(kind) && status === 'active');
  const done = {
    verify_identity: me.identityStatus === 'verified',
    enrol_face: me.faceEnrolled,
    enrol_passkey_or_authenticator: hasStrong,
  };
  const open = refused?.filter(({ step }) => !(done as Readonly<Record<string, boolean>>)[step]);
  return (
    <Screen
      title={texts.trusted.title}
      footer={
        <Button size="lg" radius="xl" onClick={onAdd}>
          {words.button}
        </Button>
      }
    >
      <Hero icon={IconShieldPlus} title={words.title}>
        <p>{words.lead}</p>
      </Hero>
      {open !== undefined && open.length > 0 && (
        <Note tone="warn" title={words.missing}>
          <ol style={{ margin: '4px 0 0', paddingLeft: 18 }}>
            {open.map(({ code, step }) => (
              <li key={code}>{(words.steps as Readonly<Record<string, string>>)[step] ?? step}</li>
            ))}
          </ol>
        </Note>
      )}
      <Card title={words.needs}>
        <Step
          icon={IconId}
          title={words.steps.verify_identity}
          isDone={done.verify_identity}
          detail={words.identity[me.identityStatus as 'verified']}
          onClick={() => navigation.open({ name: 'identity' })}
        />
        <Step
          icon={IconFaceId}
          title={words.steps.enrol_face}
          isDone={done.enrol_face}
          detail={words.face}
          onClick={() => navigation.open({ name: 'face' })}
        />
        <Step
          icon={IconKey}
          title={words.steps.enrol_passkey_or_authenticator}
          isDone={hasStrong}
          detail={words.strong}
          onClick={() => navigation.open({ name: 'security' })}
        />
      </Card>
    </Screen>
  );
}

interface StepProps {
  readonly icon: typeof IconId;
  readonly title: string;
  readonly detail: string;
  readonly isDone: boolean;
  readonly onClick: () => void;
}

function Step({ icon, title, detail, isDone, onClick }: StepProps) {
  if (isDone) return <Row icon={IconCircleCheck} tone="good" title={title} detail={words.done} />;
  return <Row icon={icon} title={title} detail={detail} onClick={onClick} />;
}
