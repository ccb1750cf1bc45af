import t from 'tap'
import { at, EDGE } from '../../helpers/run.ts'
import { inconclusive } from '../../helpers/spoil.ts'

t.test('answers to another question', async (t) => {
  inconclusive(t, [
    [
      'two series',
      ({ after }) => (after.troubles = { query: '2 series' }),
      /After the return, Query did not answer merged with exactly one series: 2 series/,
    ],
    [
      'no series before',
      ({ before }) => (before.troubles = { 'prometheus-0': 'no series' }),
      /Before the fault, prometheus-0 did not answer merged/,
    ],
    [
      'the survivor did not answer',
      ({ outage }) => (outage.troubles = { 'prometheus-1': 'timeout' }),
      /During the outage, prometheus-1 did not answer merged/,
    ],
    ['an empty answer', ({ outage }) => (outage.samples = []), /During the outage, Query gave no sample of merged/],
    ['a replica that nobody is', ({ struck }) => delete struck.replica, /never settled which replica struck is read from/],
    [
      'an empty control',
      ({ struck: { looks: all } }) => all.forEach((look) => (look.samples = [])),
      /After the return, prometheus-0 gave no sample of struck/,
    ],
    ['a replica left out', ({ after }) => delete after.replicas['prometheus-0'], /After the return, only 1 of 2 replicas gave samples/],
    ['the survivor left out', ({ outage }) => (outage.replicas = {}), /During the outage, only 0 of 1 replica gave samples/],
    [
      'a replica with nothing',
      ({ before }) => (before.replicas['prometheus-1'] = []),
      /Before the fault, only 1 of 2 replicas gave samples/,
    ],
    [
      'a time that is no number',
      ({ after }) => after.samples.push([Number.NaN, '1']),
      /merged has samples at times that were not asked for/,
    ],
    [
      'samples of another time',
      ({ after }) => after.samples.unshift([EDGE - 60, '1']),
      /merged has samples at times that were not asked for/,
    ],
    [
      "a replica's samples of another time",
      ({ after }) => after.replicas['prometheus-0']?.push([at(99), '1']),
      /not the answer to the question/,
    ],
    ['edges that are no numbers', ({ outage }) => (outage.to = Number.NaN), /not the answer to the question/],
  ])
})
