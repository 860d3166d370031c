import { FileButton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileText, IconPaperclip, IconPhoto } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseAttachment, CaseDetail } from '../../../../shared/contract/console/index.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { engineClock } from '../../../ui/clock.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { useErrorMessage } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, type Outputs, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import classes from './cases.module.css';

type Opened = Outputs['cases']['attachment'];

/** Files that belong to the case; each opening takes a reason and is recorded. */
export function Files({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  const mayWork = useMay('cases.work');
  const mayOpen = useMay('customers.reveal');
  const [asked, setAsked] = useState<CaseAttachment | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <Card title={t('cases.files.title')} aside={mayWork && <Attach id={detail.id} />}>
      {detail.attachments.length === 0 && <Nothing>{t('cases.files.none')}</Nothing>}
      <ul className={classes.files}>
        {detail.attachments.map((file) => (
          <li key={file.id} className={classes.file}>
            {file.type === 'image' ? <IconPhoto size={16} aria-hidden /> : <IconFileText size={16} aria-hidden />}
            <WriteButton
              variant="subtle"
              size="compact-sm"
              disabled={!mayOpen}
              onClick={() => setAsked(file)}
              aria-label={t('cases.files.open', { name: file.name })}
            >
              {file.name}
            </WriteButton>
            <span className={classes.soft}>
              {file.by.name} · <Moment at={file.at} />
            </span>
          </li>
        ))}
      </ul>
      {mayWork && <p className={classes.soft}>{t('cases.files.about')}</p>}
      {asked !== null && (
        <ReasonDialog
          title={t('cases.files.openTitle')}
          confirm={t('cases.files.openConfirm')}
          maxLength={400}
          onClose={() => setAsked(null)}
          onConfirm={async (reason) => setOpened(await client.cases.attachment({ id: detail.id, attachmentId: asked.id, reason }))}
        >
          {t('cases.files.openAbout')}
        </ReasonDialog>
      )}
      {opened !== null && <Viewer file={opened} onClose={() => setOpened(null)} />}
    </Card>
  );
}

function Attach({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const message = useErrorMessage(problem);
  useEffect(() => {
    if (problem !== null) notifications.show({ title: t('cases.files.failed'), message, color: 'red.9' });
  }, [problem, message, t]);
  const send = async (file: File | null) => {
    if (file === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const content = await asBase64(file);
      queryClient.setQueryData(
        api.cases.get.queryKey({ input: { id } }),
        await client.cases.attach({ id, name: file.name.slice(0, 120), content }),
      );
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FileButton onChange={(file) => void send(file)} accept="image/jpeg,image/png,text/plain">
      {(props) => (
        <WriteButton {...props} loading={busy} size="compact-sm" variant="default" leftSection={<IconPaperclip size={14} aria-hidden />}>
          {t('cases.files.add')}
        </WriteButton>
      )}
    </FileButton>
  );
}

async function asBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  const CHUNK = 32_768;
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** Shows a file in a frame that may do nothing: no script, no form, no link, no origin of ours. It closes by itself when its time is over. */
function Viewer({ file, onClose }: { readonly file: Opened; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [openedAt] = useState(() => engineClock.now());
  useEffect(() => {
    const timer = setTimeout(onClose, Math.max(0, file.untilMs - engineClock.now()));
    return () => clearTimeout(timer);
  }, [file.untilMs, onClose]);
  return (
    <Dialog onClose={onClose} size="xl" title={file.name}>
      <Stack gap="xs">
        <iframe className={classes.viewer} sandbox="" srcDoc={page(file)} title={t('cases.files.viewer', { name: file.name })} />
        <Text size="xs">
          {t('cases.files.hides')} <Countdown from={openedAt} to={file.untilMs} />
        </Text>
      </Stack>
    </Dialog>
  );
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/gu, (character) => escapes[character] ?? character);

/** The whole of what the frame shows: one picture, or one text that is no markup. */
const page = (file: Opened): string =>
  file.type === 'image'
    ? `<!doctype html><title>-</title><img alt="" src="data:image/jpeg;base64,${file.jpeg}" width="100%">`
    : `<!doctype html><title>-</title><pre>${escaped(file.text)}</pre>`;
