import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
import { readScenario } from '../../src/scenario/parse.ts'
import { catalogue, withShake } from './catalogue.ts'

// The small catalogue has no `matches-model`.
const killReplica = (await readFile(new URL('../../scenarios/kill-replica.yaml', import.meta.url), 'utf8')).replace(
  /.*matches-model.*\n/,
  '',
)
const folder = new URL('../scenarios/bad/', import.meta.url)

t.test('every bad file gets the complaints that stand beside it', async (t) => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'))
  t.ok(files.length > 10)
  for (const file of files) {
    const text = await readFile(new URL(file, folder), 'utf8')
    const message = (await readFile(new URL(file.replace('.yaml', '.txt'), folder), 'utf8')).trimEnd()
    t.throws(() => readScenario({ name: 'bad', file, text }, catalogue), { code: 'scenario', exit: 2, message }, file)
  }
})

/** What a complaint is about: kill-replica with one text in it replaced → every complaint. */
const slips: [from: string, to: string, complaints: string[]][] = [
  ['- wait: 15 scrapes', '- wiat: 15 scrapes', ["10:5: 'wiat' is not a step; did you mean 'wait'?"]],
  ['- kill: {', '- kil: {', ["11:5: 'kil' is not a step; did you mean 'kill'?"]],
  ['- kill: {', '- toString: {', ["11:5: 'toString' is not a step; expected wait, until, heal, kill, or shake"]],
  ['- kill: {', '- __proto__: {', ["11:5: '__proto__' is not a step; expected wait, until, heal, kill, or shake"]],
  ['15 scrapes', '5 sec', ["10:11: expected a duration such as 15s, 1m30s, or 15 scrapes, found '5 sec'"]],
  ['for: 10 scrapes', 'for: -1s', ["11:38: expected a duration such as 15s, 1m30s, or 15 scrapes, found '-1s'"]],
  ['for:', 'fro:', ["11:33: 'fro' is not known here; did you mean 'for'?"]],
  ['replica: preferred, ', '', ["11:11: 'replica' is missing"]],
  ['replica: preferred', 'replica: prefered', ["11:22: 'prefered' is no replica; did you mean 'preferred'?"]],
  ['replica: preferred', 'replica: victim', ["11:22: no replica is hit before this step, so there is no 'victim' yet"]],
  ['- wait: 15', '- heal: shake\n  - wait: 15', ["10:11: no step before this one injects 'shake'"]],
  ['- until: { replica: victim, is: back, within: 2m }', '- heal: shake', ["12:11: no step before this one injects 'shake'"]],
  [', within: 2m', '', ["12:12: 'within' is missing"]],
  ['is: back', 'is: backk', ["12:35: 'backk' does not fit; did you mean 'back'?"]],
  ['title:', 'tittle:', ["2:1: 'tittle' is not known here; did you mean 'title'?"]],
  ['needs: []', 'needs: [node]', ["4:9: 'node' does not fit; did you mean 'nodes'?"]],
  ['needs: []', 'outcome: failed', ["4:10: 'failed' does not fit; did you mean 'fail'?"]],
  ['via: service', 'via: query', ["8:52: 'query' does not fit; expected service"]],
  ['- merged: {', '- mergd: {', ["15:5: 'mergd' is not an observed series or query, or a probe; did you mean 'merged'?"]],
  ['- merged: {', '- query: {', ["15:14: 'longest-gap' is not a check of a probe; expected success-rate"]],
  ['longest-gap: {', 'success-rate: {', ["15:15: 'success-rate' is not a check of a series; expected longest-gap"]],
  ['at-most: 3', 'at-least: 9 scrapes, at-most: 3', ["15:40: 'at-least' is more than 'at-most'"]],
  [
    'needs: []',
    'needs: [freze]\noutcome: pas',
    ["4:9: 'freze' does not fit; did you mean 'freeze'?", "5:10: 'pas' does not fit; did you mean 'pass'?"],
  ],
  [
    'title: The',
    '"a\\nb": 1\ntitle: The',
    ["2:1: 'a b' is not known here; expected title, teaches, source, needs, outcome, observe, steps, or expect"],
  ],
]

for (const [from, to, complaints] of slips)
  t.test(`${from} → ${to}`, async (t) => {
    const text = killReplica.replace(from, to)
    t.not(text, killReplica)
    const message = complaints.map((complaint) => `mine.yaml:${complaint}`).join('\n')
    t.throws(() => readScenario({ name: 'mine', file: 'mine.yaml', text }, withShake), {
      message,
      code: 'scenario',
      exit: 2,
      hint: 'correct it, then thanos-lab chaos mine.yaml',
    })
  })
