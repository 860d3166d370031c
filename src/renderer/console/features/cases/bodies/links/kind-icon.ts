import { type Icon, IconArrowBigRightLines, IconDeviceMobile, IconId, IconMapPin } from '@tabler/icons-react';
import type { LinkKind } from '../../../../../../shared/vocabulary/index.ts';

export const kindIcon: Readonly<Record<LinkKind, Icon>> = {
  device: IconDeviceMobile,
  address: IconMapPin,
  document: IconId,
  destination: IconArrowBigRightLines,
};
