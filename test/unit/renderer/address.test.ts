import { describe, expect, it } from 'vitest';
import { accountFromAddress, accountInAddress } from '../../../src/renderer/console/features/customers/address.ts';

describe('an account id in an address', () => {
  it.each(['U10001', 'jo.doe@example.com', 'a.b.c:d-e_f'])('comes back as %s, and holds no dot there', (id) => {
    expect(accountInAddress(id)).not.toContain('.');
    expect(accountFromAddress(accountInAddress(id))).toBe(id);
  });
});
