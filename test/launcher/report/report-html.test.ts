import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { embeddedJson, reportHtml } from '../../../launcher/report/report-html.ts';
import { refusedRow, report, row } from './builders.ts';

const EVIL = `</script><script>alert(1)</script><img src="x" onerror='alert(1)'>`;

const scripts = (page: string) =>
  [...page.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)].map(([, attributes, text]) => ({
    attributes,
    text: text ?? '',
  }));

test('the page runs the scripts that its policy names, and may ask no network', () => {
  const page = reportHtml(report([row(), refusedRow()], [3]));
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
  const run = scripts(page).filter(({ attributes }) => attributes === '');
  expect(run).toHaveLength(2);
  for (const text of [style, ...run.map((script) => script.text)]) {
    const hash = createHash('sha256').update(text).digest('base64');
    expect(policy).toContain(`'sha256-${hash}'`);
  }
  expect(page).not.toMatch(/(?:src|href)\s*=|@import|url\(/);
});

test('no text of the data becomes markup', () => {
  const page = reportHtml(
    report([row({ slaveName: EVIL, symbol: EVIL }), refusedRow({ reason: EVIL })], [3]),
  );
  expect(page).not.toContain('<img');
  expect(page).not.toContain('<script>alert');
  expect(scripts(page)).toHaveLength(3);
  const data = scripts(page).find(({ attributes }) => attributes?.includes('json'));
  expect(JSON.parse(data?.text ?? '')).toMatchObject({
    timeZone: 'UTC',
    plots: [{ id: 'slippage', labels: [EVIL] }, { id: 'hours' }],
  });
  expect(embeddedJson({ a: '<!--</script' })).not.toContain('<');
});

test('a day without copies says so, and has neither plots nor tables', () => {
  const page = reportHtml(report([]));
  expect(page).toContain('Nothing was copied, refused or closed on this day.');
  expect(page).toContain('All times: UTC');
  expect(page).not.toContain('<table>');
  expect(page).toContain('"plots":[]');
});

test("a refused copy's reason takes the place of its numbers", () => {
  const page = reportHtml(report([refusedRow()]));
  expect(page).toContain('<td class="text" colspan="8">SLIPPAGE: 60 points</td></tr>');
});
