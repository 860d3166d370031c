import { describe, expect, it } from 'vitest';
import { readIsoTime, timeReader } from '../../../src/main/engine/imports/times.ts';

const reader = (format: string, year?: number) => timeReader({ format, timeZone: 'UTC', ...(year === undefined ? {} : { year }) });

describe('times in history files', () => {
  it('RT-09 reads RFC 3339 and its relaxations, without a zone as UTC', () => {
    expect(readIsoTime('2018-04-01T00:00:31Z')).toBe(Date.UTC(2018, 3, 1, 0, 0, 31));
    expect(readIsoTime('2018-04-01 00:00:31')).toBe(Date.UTC(2018, 3, 1, 0, 0, 31));
    expect(readIsoTime('2018-04-01T02:00:31.5+02:00')).toBe(Date.UTC(2018, 3, 1, 0, 0, 31, 500));
    expect(readIsoTime('2018-04-01T02:00-0130')).toBe(Date.UTC(2018, 3, 1, 3, 30));
    expect(readIsoTime('2018-04-01')).toBe(Date.UTC(2018, 3, 1));
  });

  it('refuses days that no calendar has and times that no clock shows', () => {
    for (const text of [
      '2018-02-29',
      '2018-13-01',
      '2018-00-10',
      '2018-04-31T00:00:00Z',
      '2018-04-01T24:00:00Z',
      '2018-04-01T10:60:00Z',
      '1969-12-31',
    ]) {
      expect(readIsoTime(text), text).toBeNull();
    }
    expect(readIsoTime('2020-02-29')).toBe(Date.UTC(2020, 1, 29));
  });

  it('reads epochs in either unit and refuses one in the wrong unit', () => {
    expect(reader('epoch_ms')('1522540831000')).toBe(1522540831000);
    expect(reader('epoch_s')('1522540831.25')).toBe(1522540831250);
    for (let ms = 0; ms < 1_000; ms += 1) {
      const fraction = String(ms).padStart(3, '0');
      expect(reader('epoch_s')(`1074074020.${fraction}`)).toBe(1_074_074_020_000 + ms);
      expect(reader('epoch_s')(`1074074020.${fraction}999999`)).toBe(1_074_074_020_000 + ms);
    }
    expect(reader('epoch_s')('1522540831000')).toBeNull();
    expect(reader('epoch_ms')('-5')).toBeNull();
    expect(reader('epoch_ms')('1e3')).toBeNull();
  });

  it('reads a system log’s times in the year that the mapping names', () => {
    const read = reader('MMM dd HH:mm:ss', 2015);
    expect(read('Dec 10 06:55:48')).toBe(Date.UTC(2015, 11, 10, 6, 55, 48));
    expect(read('Jan  3 06:55:48')).toBe(Date.UTC(2015, 0, 3, 6, 55, 48));
    expect(read('Feb 29 06:55:48')).toBeNull();
    expect(read('Foo 10 06:55:48')).toBeNull();
    expect(read('Dec 10 06:55')).toBeNull();
  });

  it('takes punctuation in a pattern literally', () => {
    expect(reader('dd.MM.yyyy HH:mm:ss')('07.04.2018 01:02:03')).toBe(Date.UTC(2018, 3, 7, 1, 2, 3));
    expect(reader('dd.MM.yyyy HH:mm:ss')('07x04x2018 01:02:03')).toBeNull();
    expect(reader('yyyy-MM-ddTHH:mm:ssZ')('2018-04-07T01:02:03Z')).toBe(Date.UTC(2018, 3, 7, 1, 2, 3));
    expect(reader('yyyyMMddHHmmss')('20180407010203')).toBe(Date.UTC(2018, 3, 7, 1, 2, 3));
  });

  it('refuses a format that cannot name an instant, and says what is missing', () => {
    expect(() => reader('MMM dd HH:mm:ss')).toThrow(/mapping\.time\.year/);
    expect(() => reader('yyyy-MM-dd', 2015)).toThrow(/mapping\.time\.year/);
    expect(() => reader('HH:mm:ss', 2015)).toThrow(/a month and a day/);
    expect(() => reader('yyyy-MM-dd hh:mm')).toThrow(/"hh"/);
    expect(() => reader('MM MMM dd yyyy')).toThrow(/exclude/);
    expect(() => reader('dd dd MM yyyy')).toThrow(/twice/);
  });
});
