import { expect, it } from 'vitest';
import { list } from '../../../src/renderer/ui/list.ts';
import { inSentence } from '../../../src/renderer/ui/sentence.ts';

it('writes a label small in a sentence, and leaves abbreviations as they are', () => {
  expect(inSentence('API key edit')).toBe('API key edit');
  expect(inSentence('Code by SMS')).toBe('code by SMS');
  expect(inSentence('C2C trade')).toBe('C2C trade');
  expect(inSentence('Log-in')).toBe('log-in');
  expect(inSentence('编辑 API 密钥')).toBe('编辑 API 密钥');
});

it('lists names as each language does', () => {
  expect(list(['a', 'b', 'c'], 'en')).toBe('a, b, c');
  expect(list(['a', 'b', 'c'], 'zh-CN')).toBe('a、b、c');
  expect(list([], 'en')).toBe('');
});
