import t from 'tap'
import { plain, plainTexts } from '../../src/lib/plain.ts'

t.test('what a terminal obeys is shown, and stays what it is in PromQL and JSON', async (t) => {
  const text = 'a\u001b[31m\n\t\u0085\u202e\u2066\u200b\u2028z'
  t.equal(plain(text), 'a\\u001b[31m\\u000a\\u0009\\u0085\\u202e\\u2066\\u200b\\u2028z')
  t.equal(JSON.parse(`"${plain(text)}"`), text)
  for (const usual of ['', 'ä ß … → 日本 |`*<>', 'a\\n']) t.equal(plain(usual), usual)
})

t.test('all texts of a value, and nothing else', async (t) => {
  t.same(plainTexts({ a: ['\n', 1, null, { b: '\u0007', c: undefined, d: true }] }), {
    a: ['\\u000a', 1, null, { b: '\\u0007', c: undefined, d: true }],
  })
})
