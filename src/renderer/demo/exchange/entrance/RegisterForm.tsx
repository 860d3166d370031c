import { Anchor, Button, PasswordInput, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';
import { countryNames } from '../countries.ts';
import { deviceName } from './browser-name.ts';

/** Opens an account and logs in on it at once. */
export function RegisterForm({ onLogIn }: { readonly onLogIn: () => void }) {
  const { session, exchange } = useKit();
  const [form, setForm] = useState({ name: '', email: '', phone: '', country: 'DE', password: '' });
  const change = (part: Partial<typeof form>) => setForm((former) => ({ ...former, ...part }));
  const register = useMutation({
    mutationFn: async () => {
      const { phone, ...rest } = form;
      const plain = phone.replace(/[\s()/-]/gu, '');
      await exchange.register({ ...rest, ...(plain === '' ? {} : { phone: plain }) });
      return exchange.logIn({
        email: form.email,
        password: form.password,
        client: 'web',
        device: { id: session.deviceId, ...deviceName() },
      });
    },
    onSuccess: ({ token, user }) => {
      if (token === null) onLogIn();
      else session.open({ token, client: 'web', accountId: user.accountId, name: user.name, email: user.email });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        register.mutate();
      }}
    >
      <Stack gap="md">
        <Title order={2}>Open an account</Title>
        <TextInput
          label="Name"
          autoComplete="name"
          required
          withAsterisk={false}
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          value={form.email}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
        <TextInput
          label="Mobile number"
          description="Optional, with the country’s prefix: +49 1555 0000123"
          type="tel"
          autoComplete="tel"
          value={form.phone}
          onChange={(event) => change({ phone: event.currentTarget.value })}
        />
        <Select
          label="Country"
          data={countryNames}
          value={form.country}
          onChange={(country) => country !== null && change({ country })}
          allowDeselect={false}
          size="md"
        />
        <PasswordInput
          label="Password"
          description="At least 10 characters"
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
          value={form.password}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
        {register.error !== null && (
          <Notice tone="bad" urgent>
            {errorText(register.error)}
          </Notice>
        )}
        <Button type="submit" size="md" loading={register.isPending}>
          Open the account
        </Button>
        <Text size="sm">
          Have one already?{' '}
          <Anchor component="button" type="button" onClick={onLogIn} size="sm">
            Log in
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
