import { notifications } from '@mantine/notifications';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Countdown } from '../../../ui/Countdown.tsx';
import { Key } from '../../../ui/Key.tsx';
import { useShortcut } from '../../../ui/shortcuts.ts';
import { tellFailure } from '../../../ui/tell-failure.ts';
import { useWatched } from '../../../ui/use-watched.ts';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, queryClient } from '../../connection/api.ts';
import classes from './cases.module.css';
import { type Undoable, undo, undoable } from './undo.ts';

/** The last decision, for as long as it can be taken back (CQ-04). It stays in sight while the next case is open already. */
export function UndoToast() {
  const decision = useWatched(undoable);
  return decision === null ? null : <Toast key={decision.decisionId} decision={decision} />;
}

function Toast({ decision }: { readonly decision: Undoable }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const takeBack = async () => {
    try {
      await undo(decision);
      notifications.show({ message: t('cases.undo.done') });
      void navigate({ to: '/cases/$caseId', params: { caseId: decision.caseId }, search: true });
    } catch (error) {
      tellFailure(error, t('cases.undo.undoneTitle'));
    } finally {
      void queryClient.invalidateQueries({ queryKey: api.cases.get.key({ input: { id: decision.caseId } }) });
    }
  };
  useShortcut({ keys: 'u', label: t('cases.action.undo'), group: 'record', run: () => void takeBack() });
  return (
    <section className={classes.undo} aria-label={t('cases.undo.region')}>
      <div className={classes.undoWords} role="status">
        <strong>{t('cases.undo.text', { verdict: t(`cases.decided.${decision.verdict}`), title: decision.title })}</strong>
        <span className={classes.undoTime}>
          {t('cases.undo.takesEffect')} <Countdown from={decision.at} to={decision.appliesAt} withBar />
        </span>
      </div>
      <WriteButton
        size="compact-sm"
        variant="white"
        leftSection={<IconArrowBackUp size={15} aria-hidden />}
        rightSection={<Key keys="u" />}
        aria-keyshortcuts="u"
        onClick={() => void takeBack()}
      >
        {t('cases.action.undo')}
      </WriteButton>
    </section>
  );
}
