import { Slider, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCheck,
  IconDeviceFloppy,
  IconGhost,
  IconPercentage,
  IconRefresh,
  IconRocket,
  IconSend,
  IconTestPipe,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../../ui/ActionButton.tsx';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import { ReasonDialog } from '../../../../ui/ReasonDialog.tsx';
import { useHeldKeys } from '../../../../ui/shortcuts.ts';
import { WriteButton } from '../../../../ui/WriteButton.tsx';
import { client } from '../../../connection/api.ts';
import { useMay } from '../../../connection/use-me.ts';
import { kindPaths } from '../policy.ts';
import classes from './draft.module.css';
import { SettleDialog } from './SettleDialog.tsx';
import { type DraftDetail, type Editing, showDraft } from './use-editing.ts';

const asked = ['submit', 'approve', 'return', 'publish', 'rollOut', 'withdraw', 'emergency', 'discard'] as const;
type Asked = (typeof asked)[number];

/** Moves a draft along its life, each step by a button that shows its key (RT-03, RT-04). */
export function DraftActions({ editing, readOnly }: { readonly editing: Editing; readonly readOnly: boolean }) {
  const { t } = useTranslation();
  const { detail, dirty, issues } = editing;
  const { draft } = detail;
  const mayDraft = useMay('rules.draft');
  const mayApprove = useMay('rules.approve');
  const mayPublish = useMay('rules.publish');
  const [dialog, setDialog] = useState<Asked | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [settling, setSettling] = useState(false);
  useHeldKeys(busy);
  const on = { id: draft.id, contentHash: draft.contentHash };

  const run = async (work: () => Promise<DraftDetail>, done?: string) => {
    setBusy(true);
    setError(null);
    try {
      showDraft(await work());
      if (done !== undefined) notifications.show({ message: done });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const savable = dirty && issues.length === 0 && !readOnly;
  const save = () => run(editing.save, t('rules.done.saved'));
  const test = () =>
    run(async () => {
      const { draft: saved } = await editing.save();
      return client.tuning.drafts.test({ id: saved.id, contentHash: saved.contentHash });
    }, t('rules.done.tested'));
  useSaveKey(() => savable && void save());

  const open = draft.finishedAt === null;
  const rolling = draft.version !== null && open;
  const is = (...statuses: readonly string[]) => open && statuses.includes(draft.status);
  const button = { variant: 'default', disabled: busy } as const;
  return (
    <>
      <div className={classes.bar} role="toolbar" aria-label={t('rules.actions')}>
        {mayDraft && !readOnly && (
          <>
            <WriteButton
              size="xs"
              leftSection={<IconDeviceFloppy size={15} aria-hidden />}
              disabled={!savable || busy}
              onClick={() => void save()}
              aria-keyshortcuts="Control+S Meta+S"
              title={issues[0] === undefined ? undefined : `${issues[0].path}: ${issues[0].message}`}
            >
              {t('rules.action.save')}
            </WriteButton>
            {draft.stale && (
              <ActionButton
                {...button}
                label={t('rules.action.rebase')}
                keys="b"
                icon={IconRefresh}
                disabled={busy || dirty}
                onAction={() => {
                  if (detail.conflicts.length === 0) void run(() => client.tuning.drafts.rebase(on), t('rules.done.rebased'));
                  else setSettling(true);
                }}
              />
            )}
            {is('draft', 'tested') && (
              <ActionButton
                {...button}
                label={t('rules.action.test')}
                keys="t"
                icon={IconTestPipe}
                disabled={busy || issues.length > 0}
                onAction={() => void test()}
              />
            )}
          </>
        )}
        {mayDraft && is('tested') && (
          <ActionButton
            {...button}
            label={t('rules.action.submit')}
            keys="v"
            icon={IconSend}
            disabled={busy || dirty || draft.stale}
            onAction={() => setDialog('submit')}
          />
        )}
        {mayApprove && is('in_review') && (
          <ActionButton
            {...button}
            label={t('rules.action.approve')}
            keys="a"
            icon={IconCheck}
            disabled={busy || dirty || detail.ownWork || draft.stale}
            onAction={() => setDialog('approve')}
          />
        )}
        {mayApprove && is('in_review', 'approved') && !rolling && (
          <ActionButton {...button} label={t('rules.action.return')} keys="r" icon={IconArrowBackUp} onAction={() => setDialog('return')} />
        )}
        {mayPublish && is('approved') && (
          <>
            <ActionButton
              {...button}
              label={t('rules.action.publish')}
              keys="p"
              icon={IconRocket}
              disabled={busy || dirty || draft.stale}
              onAction={() => setDialog('publish')}
            />
            <ActionButton
              {...button}
              label={t(rolling ? 'rules.action.rollOutMore' : 'rules.action.rollOut')}
              keys="o"
              icon={IconPercentage}
              disabled={busy || dirty || draft.stale}
              onAction={() => setDialog('rollOut')}
            />
            {rolling && (
              <ActionButton
                {...button}
                label={t('rules.action.withdraw')}
                keys="w"
                icon={IconArrowBackUp}
                onAction={() => setDialog('withdraw')}
              />
            )}
          </>
        )}
        {mayDraft && is('tested', 'in_review', 'approved') && (
          <ActionButton
            {...button}
            label={t(draft.shadowSince === null ? 'rules.action.shadow' : 'rules.action.endShadow')}
            keys="h"
            icon={IconGhost}
            disabled={busy || dirty}
            onAction={() =>
              void run(
                () => client.tuning.drafts.shadow({ ...on, running: draft.shadowSince === null }),
                t(draft.shadowSince === null ? 'rules.done.shadow' : 'rules.done.shadowEnded'),
              )
            }
          />
        )}
        <span className={classes.grow} />
        {mayPublish && open && !rolling && (
          <ActionButton
            {...button}
            color="red"
            label={t('rules.action.emergency')}
            keys="!"
            icon={IconAlertTriangle}
            disabled={busy || dirty || draft.stale}
            onAction={() => setDialog('emergency')}
          />
        )}
        {mayDraft && open && !rolling && (
          <ActionButton {...button} label={t('rules.action.discard')} keys="d" icon={IconTrash} onAction={() => setDialog('discard')} />
        )}
        {dirty && (
          <span className={classes.soft} role="status">
            {issues.length > 0
              ? t('rules.draft.cannotSave', { count: issues.length })
              : t(draft.status === 'draft' ? 'rules.draft.unsaved' : 'rules.draft.unsavedVoids')}
          </span>
        )}
        {mayApprove && is('in_review') && detail.ownWork && <span className={classes.soft}>{t('rules.draft.ownWork')}</span>}
      </div>
      {error !== null && <ErrorNotice error={error} />}
      {settling && <SettleDialog detail={detail} onClose={() => setSettling(false)} />}
      {dialog !== null && <AskedDialog key={dialog} what={dialog} detail={detail} onClose={() => setDialog(null)} />}
    </>
  );
}

/** Ctrl/⌘ S saves, wherever the cursor is. */
function useSaveKey(save: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      save();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

const FIRST_PERCENT = 10;

function AskedDialog({ what, detail, onClose }: { readonly what: Asked; readonly detail: DraftDetail; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [percent, setPercent] = useState(FIRST_PERCENT);
  const { draft } = detail;
  const on = { id: draft.id, contentHash: draft.contentHash };
  const drafts = client.tuning.drafts;
  const does: Readonly<Record<Asked, (text: string) => Promise<DraftDetail>>> = {
    submit: (comment) => drafts.submit({ ...on, comment }),
    approve: (comment) => drafts.approve({ ...on, comment }),
    return: (comment) => drafts.return({ id: draft.id, comment }),
    publish: (reason) => drafts.publish({ ...on, reason }),
    rollOut: (reason) => drafts.rollOut({ ...on, percent, reason }),
    withdraw: (reason) => drafts.withdraw({ id: draft.id, reason }),
    emergency: (reason) => drafts.publishEmergency({ ...on, reason }),
    discard: (reason) => drafts.discard({ id: draft.id, reason }),
  };
  const isComment = what === 'submit' || what === 'approve' || what === 'return';
  return (
    <ReasonDialog
      title={t(`rules.ask.${what}.title`)}
      confirm={t(`rules.ask.${what}.confirm`)}
      tone={what === 'emergency' || what === 'discard' ? 'danger' : 'normal'}
      maxLength={400}
      {...(isComment ? { label: t('rules.ask.comment') } : {})}
      onClose={onClose}
      onConfirm={async (text) => {
        showDraft(await does[what](text));
        notifications.show({ message: t(`rules.ask.${what}.done`, { percent }) });
        if (what === 'publish' || what === 'emergency' || what === 'discard') void navigate({ to: kindPaths[draft.kind] });
      }}
    >
      {t(`rules.ask.${what}.about`, { version: draft.liveVersion })}
      {what === 'rollOut' && (
        <>
          <Text size="sm" mt="xs">
            {t('rules.ask.percent', { percent })}
          </Text>
          <Slider min={1} max={100} value={percent} onChange={setPercent} thumbLabel={t('rules.ask.percentLabel')} label={null} mb="xs" />
        </>
      )}
    </ReasonDialog>
  );
}
