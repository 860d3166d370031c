import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../src/renderer/ui/csv.ts';

describe('toCsv', () => {
  it('quotes what holds commas, quotes or line breaks', () => {
    expect(toCsv(['a', 'b'], [['one, two', 'say "hi"\nthere']])).toBe('a,b\r\n"one, two","say ""hi""\nthere"\r\n');
  });

  it('keeps a spreadsheet from running text that begins like a formula', () => {
    expect(toCsv(['a'], [['=HYPERLINK("http://x")'], ['+1'], ['-2.5'], ['@cmd'], ['-1+1'], ['\n=1']])).toBe(
      'a\r\n"\'=HYPERLINK(""http://x"")"\r\n\'+1\r\n-2.5\r\n\'@cmd\r\n\'-1+1\r\n"\'\n=1"\r\n',
    );
  });
});
