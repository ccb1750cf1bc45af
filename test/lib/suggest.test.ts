import t from 'tap'
import { anyOf, nearest, suggestion } from '../../src/lib/suggest.ts'

const steps = ['wait', 'until', 'heal', 'kill']

const meant: [typed: string, known: string[], word: string | undefined][] = [
  ['kil', steps, 'kill'],
  ['klil', steps, 'kill'],
  ['killl', steps, 'kill'],
  ['Kill', steps, 'kill'],
  ['wiat', steps, 'wait'],
  ['waiting', steps, 'wait'],
  ['utnil', steps, 'until'],
  ['hael', steps, 'heal'],
  ['at_most', ['at-least', 'at-most'], 'at-most'],
  ['longest', ['longest-gap', 'answers'], 'longest-gap'],
  ['kill-replca', ['kill-replica', 'kill-node'], 'kill-replica'],
  ['kill', ['kill-replica', 'kill'], 'kill'],
  ['freeze', steps, undefined],
  ['x', steps, undefined],
  ['', steps, undefined],
  ['ab', ['cd'], undefined],
  ['kill', [], undefined],
]

for (const [typed, known, word] of meant) t.equal(nearest(typed, known), word, `'${typed}' among ${known.join(', ')}`)

t.equal(suggestion('kil', steps), "; did you mean 'kill'?")
t.equal(suggestion('freeze', steps), '; expected wait, until, heal, or kill', 'where nothing is near, all that there is')
t.equal(suggestion('freeze', []), '')
t.equal(anyOf(['back', 'gone']), 'back or gone')
