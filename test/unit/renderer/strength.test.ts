import { describe, expect, it } from 'vitest';
import { passwordStrength } from '../../../src/renderer/console/sign-in/strength.ts';

describe('passwordStrength', () => {
  it.each(['aaaaaaaaaaaaaaaa', 'abcdefghijklmnop', '1234567890123', 'password1234', 'passwordpassword'])('calls %s weak', (password) => {
    expect(passwordStrength(password, []).level).toBe('weak');
  });

  it('calls a few unrelated words strong', () => {
    expect(passwordStrength('kettle-orbit-swan-72', [])).toEqual({ level: 'strong', tip: 'good' });
  });

  it('advises against one’s own name and address', () => {
    expect(passwordStrength('ingridholm!7', ['Ingrid Holm', 'ingrid@example.com']).tip).toBe('personal');
  });

  it('says what repeats and what runs in order', () => {
    expect(passwordStrength('zzzzzzzzzzzzzz', []).tip).toBe('repeats');
    expect(passwordStrength('abcdefghijkl', []).tip).toBe('sequence');
  });
});
