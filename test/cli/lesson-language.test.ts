import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openPseudoTerminal } from '../../src/lib/pseudo-terminal.ts'
import { bin, run } from './command-line.ts'

/* In which language the commands of a lesson answer. */

const envOf = (t: Test, more: Record<string, string>) => ({
  THANOS_LAB_HOME: join(t.testdir(), 'state'),
  NODE_OPTIONS: '',
  LC_ALL: '',
  ...more,
})
const lesson = async (t: Test, args: string[], more: Record<string, string>) =>
  run(process.execPath, [bin, 'lesson', ...args], envOf(t, more))

t.test('a lesson is in the language of the environment, unless another one is asked for', async (t) => {
  t.match(await lesson(t, ['list'], { LANG: 'zh_CN.UTF-8' }), { code: 0, stdout: /杀掉首选副本[^]*已完成 0 课，共 12 课；全程 90 分钟。/ })
  t.match(await lesson(t, ['list', '--lang', 'en'], { LANG: 'zh_CN.UTF-8' }), { code: 0, stdout: /0 of 12 finished; 90 minutes in all\./ })
  t.match(await lesson(t, ['start', 'preferred', '--lang', 'zh-CN'], { LANG: 'C' }), { code: 0, stdout: /第 1 屏，共 \d 屏 · 10 分钟/ })
  t.match(await lesson(t, ['list', '--lang', 'fr'], {}), { code: 2, stderr: /Allowed choices are en, zh-CN/ })
})

t.test('in ASCII only a lesson is English, and says why where Chinese was asked for', async (t) => {
  t.match(await lesson(t, ['list', '--ascii'], { LANG: 'zh_CN.UTF-8' }), { code: 0, stdout: /0 of 12 finished/, stderr: /^$/ })
  const asked = await lesson(t, ['list', '--ascii', '--lang', 'zh-CN'], {})
  t.match(asked, { code: 0, stdout: /0 of 12 finished/, stderr: /^The answer is in ASCII only.*English\n$/ })
})

t.test('a terminal asks for the prediction in Chinese, and locks it', async (t) => {
  const env = { ...(process.env as Record<string, string>), ...envOf(t, { LANG: 'zh_CN.UTF-8', TERM: 'xterm' }) }
  const terminal = openPseudoTerminal(`'${process.execPath}' '${bin}' lesson start preferred`, { env, cwd: t.testdirName })
  t.teardown(() => terminal.close())
  const { signal } = new AbortController()
  await terminal.until(/你的预测：/, 60_000, signal)
  terminal.type('2\n')
  await terminal.until(/已锁定：一个小空洞/, 60_000, signal)
  t.pass()
})
