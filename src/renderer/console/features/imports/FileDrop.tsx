import { Button, FileButton, Progress } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import classes from './imports.module.css';
import { uploadFile } from './upload.ts';

interface FileDropProps {
  readonly onUploaded: (uploadId: string, fileName: string) => void;
}

/** Takes a file by drop or by choice and brings it to the engine. */
export function FileDrop({ onUploaded }: FileDropProps) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ readonly name: string; readonly part: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);

  const send = async (file: File | null | undefined) => {
    if (!file || sending !== null) return;
    const abort = new AbortController();
    control.current = abort;
    setError(null);
    setSending({ name: file.name, part: 0 });
    try {
      const uploadId = await uploadFile(file, (part) => setSending({ name: file.name, part }), abort.signal);
      onUploaded(uploadId, file.name);
    } catch (cause) {
      setSending(null);
      if (!abort.signal.aborted) setError(cause);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0]);
  };

  return (
    <section
      className={classes.drop}
      data-over={over || undefined}
      aria-label={t('imports.drop.title')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileUpload size={28} stroke={1.5} aria-hidden />
      {sending === null ? (
        <>
          <p>{t('imports.drop.text')}</p>
          <FileButton onChange={(file) => void send(file)} accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,.gz">
            {(props) => (
              <WriteButton {...props} variant="default">
                {t('imports.drop.button')}
              </WriteButton>
            )}
          </FileButton>
        </>
      ) : (
        <>
          <p role="status">{t('imports.drop.uploading', { name: sending.name })}</p>
          <Progress w={320} value={100 * sending.part} aria-label={t('imports.drop.uploading', { name: sending.name })} />
          <Button variant="default" onClick={() => control.current?.abort()}>
            {t('imports.drop.cancel')}
          </Button>
        </>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </section>
  );
}
