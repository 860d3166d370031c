import {
  type Icon,
  IconAlertTriangle,
  IconCheck,
  IconHeadset,
  IconPlayerPlay,
  IconShieldLock,
  IconSpy,
  IconUser,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ScenarioRun, Scene } from '../../../../shared/contract/console/scenarios.ts';
import { caseKinds, operationStatuses, outcomes } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { countryName } from '../../../ui/format.ts';
import { Tag, type Tone } from '../../../ui/Tag.tsx';
import { useMay } from '../../connection/use-me.ts';
import { PathLink } from '../../shell/PathLink.tsx';
import classes from './demo.module.css';

const look: Readonly<Record<Scene['who'], readonly [Tone, Icon]>> = {
  customer: ['good', IconUser],
  thief: ['bad', IconSpy],
  engine: ['info', IconShieldLock],
  staff: ['review', IconHeadset],
};

const statusLook: Readonly<Record<ScenarioRun['status'], readonly [Tone, Icon]>> = {
  running: ['info', IconPlayerPlay],
  finished: ['good', IconCheck],
  failed: ['warn', IconAlertTriangle],
};

/** A story line by line as it happens: who did what, what the engine answered, and where its record is. */
export function Script({ run }: { readonly run: ScenarioRun | undefined }) {
  const { t } = useTranslation();
  const mayRun = useMay('demo.run');
  if (run === undefined) {
    return (
      <Card title={t('demo.script')}>
        <Nothing>{t(mayRun ? 'demo.none' : 'demo.noneToWatch')}</Nothing>
      </Card>
    );
  }
  const [tone, icon] = statusLook[run.status];
  return (
    <Card
      title={t(`demo.name.${run.scenario}`)}
      aside={
        <Tag tone={tone} icon={icon}>
          {t(`demo.status.${run.status}`)}
        </Tag>
      }
    >
      <ol className={classes.script} aria-live="polite">
        {run.scenes.map((scene) => (
          <Line key={`${scene.at} ${scene.scene}`} scene={scene} />
        ))}
      </ol>
      {run.problem !== null && <p>{t('demo.problem', { problem: run.problem })}</p>}
      {run.see !== null && (
        <p className={classes.see}>
          <PathLink path={run.see}>{t('demo.see')}</PathLink>
        </p>
      )}
    </Card>
  );
}

function Line({ scene }: { readonly scene: Scene }) {
  const { t } = useTranslation();
  const [tone, icon] = look[scene.who];
  const words = useWords(scene);
  return (
    <li className={classes.line}>
      <span className={classes.who}>
        <Tag tone={tone} icon={icon} quiet>
          {t(`demo.who.${scene.who}`)}
        </Tag>
      </span>
      <span className={classes.words}>{words}</span>
      {scene.link !== null && (
        <span title={t('demo.recordOf', { scene: words })}>
          <PathLink path={scene.link}>{t('demo.record')}</PathLink>
        </span>
      )}
    </li>
  );
}

/** The engine's own words in the reader's language; names and amounts as they are. */
function useWords({ scene, values }: Scene): string {
  const { t } = useTranslation();
  const outcome = outcomes.find((one) => one === values.outcome);
  const status = operationStatuses.find((one) => one === values.status);
  const queue = caseKinds.find((one) => one === values.queue);
  const { name = '', amount = '', attempt = '', number = '', message = '', why = '', country } = values;
  return t(`demo.scene.${scene}`, {
    name,
    amount,
    attempt,
    number,
    message,
    why,
    outcome: outcome === undefined ? '' : t(`words.outcome.${outcome}`),
    status: status === undefined ? '' : t(`words.operationStatus.${status}`),
    queue: queue === undefined ? '' : t(`words.caseKind.${queue}`),
    country: country === undefined ? '' : countryName(country, locale()),
  });
}
