import { Button, Tabs } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { inDesktop } from '../../connection/shell-port.ts';
import { Deliveries } from './Deliveries.tsx';
import classes from './integration.module.css';
import { Keys } from './Keys.tsx';
import { Reference } from './reference/Reference.tsx';
import { integrationTabs } from './tabs.ts';
import { Webhooks } from './Webhooks.tsx';

/** How the platform and Portcullis reach one another. */
export function IntegrationView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab = 'keys' } = useSearch({ from: '/integration' });
  const choose = (name: string | null) => {
    const known = integrationTabs.find((one) => one === name);
    void navigate({ to: '/integration', search: known === undefined || known === 'keys' ? {} : { tab: known } });
  };
  return (
    <Tabs value={tab} onChange={choose} className={classes.tabs ?? ''} keepMounted={false}>
      <PageHeader
        title={t('integration.title')}
        actions={
          tab === 'reference' &&
          !inDesktop && (
            <Button
              component="a"
              href="/docs"
              target="_blank"
              rel="noreferrer"
              variant="default"
              leftSection={<IconBook2 size={15} aria-hidden />}
            >
              {t('integration.openReference')}
            </Button>
          )
        }
      />
      <Tabs.List className={classes.list ?? ''}>
        {integrationTabs.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`integration.tab.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="keys" className={classes.panel ?? ''}>
        <Keys />
      </Tabs.Panel>
      <Tabs.Panel value="webhooks" className={classes.panel ?? ''}>
        <Webhooks />
      </Tabs.Panel>
      <Tabs.Panel value="deliveries" className={classes.panelFull ?? ''}>
        <Deliveries />
      </Tabs.Panel>
      <Tabs.Panel value="reference" className={classes.panelFull ?? ''}>
        <Reference />
      </Tabs.Panel>
    </Tabs>
  );
}
