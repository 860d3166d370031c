import { Alert, Group, PasswordInput, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../ui/Dialog.tsx';
import { errorCode } from '../../../ui/errors.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, type Outputs, queryClient } from '../../connection/api.ts';
import { createPasskey, type PasskeyTrouble, troubleOf } from '../../connection/webauthn.ts';
import { CodeInput } from '../../sign-in/CodeInput.tsx';

type OwnPasskey = Outputs['ownPasskeys']['list']['items'][number];

const refresh = () => queryClient.invalidateQueries({ queryKey: api.ownPasskeys.key() });

/** The passkeys of whoever is signed in: what there is, one more, one less. */
export function OwnPasskeys({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const passkeys = useQuery(api.ownPasskeys.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<OwnPasskey | null>(null);
  const [trouble, setTrouble] = useState<PasskeyTrouble | null>(null);
  // One dialog after the other, so that Escape leads back by one.
  if (adding) return <AddPasskey onClose={() => setAdding(false)} onTrouble={setTrouble} />;
  if (removing !== null) return <RemovePasskey passkey={removing} onClose={() => setRemoving(null)} />;
  return (
    <Dialog onClose={onClose} title={t('staff.passkeys.title')} size="lg">
      <Stack gap="sm">
        <Text size="sm">{t('staff.passkeys.about')}</Text>
        {passkeys.isPending && (
          <Loading inLine>
            <Skeleton height={96} />
          </Loading>
        )}
        {passkeys.isError && <ErrorNotice error={passkeys.error} title={t('ui.error.loadTitle')} onRetry={() => void passkeys.refetch()} />}
        {passkeys.data?.items.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('staff.passkeys.none')}
          </Text>
        )}
        {passkeys.data !== undefined && passkeys.data.items.length > 0 && (
          <MiniTable
            label={t('staff.passkeys.title')}
            rows={passkeys.data.items}
            rowId={({ id }) => id}
            columns={[
              { name: t('staff.passkeys.name'), wide: true, cell: ({ name }) => name },
              { name: t('staff.passkeys.origin'), cell: ({ origin }) => new URL(origin).host },
              { name: t('staff.passkeys.added'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
              {
                name: t('staff.passkeys.used'),
                cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('staff.passkeys.never') : <Moment at={lastUsedAt} />),
              },
              {
                name: '',
                cell: (passkey) => (
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    onClick={() => setRemoving(passkey)}
                    aria-label={`${t('staff.passkeys.remove')}: ${passkey.name}`}
                  >
                    {t('staff.passkeys.remove')}
                  </WriteButton>
                ),
              },
            ]}
          />
        )}
        {trouble !== null && (
          <Alert variant="light" role="alert">
            {t(`signIn.passkey.${trouble}`)}
          </Alert>
        )}
        <Group justify="flex-end">
          <WriteButton leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)} data-autofocus>
            {t('staff.passkeys.add')}
          </WriteButton>
        </Group>
      </Stack>
    </Dialog>
  );
}

interface Proof {
  readonly password: string;
  readonly code: string;
}

const noProof: Proof = { password: '', code: '' };
const isWhole = ({ password, code }: Proof): boolean => password !== '' && code.length === 6;

function ProofFields({
  proof,
  onChange,
  error,
}: {
  readonly proof: Proof;
  readonly onChange: (proof: Proof) => void;
  readonly error: unknown;
}) {
  const { t } = useTranslation();
  const refused = errorCode(error) === 'credentials_refused';
  return (
    <>
      <Text size="sm">{t('staff.passkeys.proof')}</Text>
      <PasswordInput
        label={t('signIn.password')}
        value={proof.password}
        onChange={(event) => onChange({ ...proof, password: event.currentTarget.value })}
        autoComplete="current-password"
        required
        data-autofocus
      />
      <CodeInput
        label={t('signIn.code')}
        value={proof.code}
        onChange={(code) => onChange({ ...proof, code })}
        error={refused ? t('staff.passkeys.refused') : null}
      />
    </>
  );
}

interface AddPasskeyProps {
  readonly onClose: () => void;
  /** Hears why the browser made none, or null when a new try begins. */
  readonly onTrouble: (trouble: PasskeyTrouble | null) => void;
}

function AddPasskey({ onClose, onTrouble }: AddPasskeyProps) {
  const { t } = useTranslation();
  const [proof, setProof] = useState(noProof);
  const [name, setName] = useState('');
  const add = async () => {
    onTrouble(null);
    const { options } = await client.ownPasskeys.begin(proof);
    // The code is used up, whatever comes now.
    setProof((before) => ({ ...before, code: '' }));
    let response: Awaited<ReturnType<typeof createPasskey>>;
    try {
      response = await createPasskey(options);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === null) throw error;
      onTrouble(trouble);
      return onClose();
    }
    await client.ownPasskeys.finish({ response, ...(name.trim() === '' ? {} : { name: name.trim() }) });
    notifications.show({ message: t('staff.passkeys.done') });
    await refresh();
    onClose();
  };
  return (
    <FormDialog
      title={t('staff.passkeys.add')}
      confirm={t('staff.passkeys.confirm')}
      ready={isWhole(proof)}
      onClose={onClose}
      onConfirm={add}
    >
      {(error) => (
        <>
          <ProofFields proof={proof} onChange={setProof} error={error} />
          <TextInput
            label={t('staff.passkeys.name')}
            description={t('staff.passkeys.nameHint')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={60}
            autoComplete="off"
          />
        </>
      )}
    </FormDialog>
  );
}

function RemovePasskey({ passkey, onClose }: { readonly passkey: OwnPasskey; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [proof, setProof] = useState(noProof);
  return (
    <FormDialog
      title={t('staff.passkeys.removeTitle', { name: passkey.name })}
      confirm={t('staff.passkeys.remove')}
      ready={isWhole(proof)}
      onClose={onClose}
      onConfirm={async () => {
        await client.ownPasskeys.remove({ id: passkey.id, ...proof });
        notifications.show({ message: t('staff.passkeys.removed') });
        await refresh();
        onClose();
      }}
    >
      {(error) => (
        <>
          <Text size="sm">{t('staff.passkeys.removeAbout')}</Text>
          <ProofFields proof={proof} onChange={setProof} error={error} />
        </>
      )}
    </FormDialog>
  );
}
