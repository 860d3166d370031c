import { Anchor, Text } from '@mantine/core';
import { Page } from './Page.tsx';
import { PageLink } from './PageLink.tsx';

export function NotFound() {
  return (
    <Page title="There is nothing here">
      <Text>
        Go back to the{' '}
        <Anchor component={PageLink} to="/">
          overview
        </Anchor>
        .
      </Text>
    </Page>
  );
}
