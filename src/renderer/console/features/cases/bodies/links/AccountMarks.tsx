import { IconAlertTriangle, IconFolderOpen, IconSnowflake } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Linked } from '../../../../../../shared/contract/console/index.ts';
import { Tag } from '../../../../../ui/Tag.tsx';

/** What makes a linked account worth a look. */
export function AccountMarks({ account }: { readonly account: Linked['accounts'][number] }) {
  const { t } = useTranslation();
  return (
    <>
      {account.confirmedCases > 0 && (
        <Tag tone="bad" icon={IconAlertTriangle}>
          {t('caseBodies.links.fraud', { count: account.confirmedCases })}
        </Tag>
      )}
      {account.status === 'frozen' && (
        <Tag tone="warn" icon={IconSnowflake}>
          {t('caseBodies.links.frozen')}
        </Tag>
      )}
      {account.openCases > 0 && (
        <Tag tone="info" icon={IconFolderOpen}>
          {t('caseBodies.links.openCases', { count: account.openCases })}
        </Tag>
      )}
    </>
  );
}
