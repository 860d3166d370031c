import type { IdentityStatus } from '../../../../shared/vocabulary/index.ts';

export const identityWords: Readonly<Record<IdentityStatus, string>> = {
  unverified: 'Not verified',
  pending: 'Being checked',
  verified: 'Verified',
  rejected: 'Not accepted',
  expired: 'Document expired',
};
