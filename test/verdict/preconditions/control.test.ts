import t from 'tap'
import { expect, hole, inconclusive, limit, whole } from '../../helpers/spoil.ts'

t.test('no control, or one that shows nothing', async (t) => {
  inconclusive(t, [
    ['no control', ({ run }) => run.plan.expect.pop(), /there is no control/],
    ['a control that may be anything', ({ run }) => limit(run, 'struck', { 'at-most': 60_000 }), /there is no control/],
    ['a control unmet', ({ run }) => limit(run, 'struck', { 'at-least': 20_000 }), /The control \(struck\) is not met/],
    [
      'a control with no hole, whose dead silence is as long',
      ({ struck }) => whole(struck.looks.at(-1), 'prometheus-1'),
      /struck\) is not met: longest-gap was 1\.00 s/,
    ],
    [
      'a control that never answered again',
      ({ struck }) => struck.looks.forEach((look) => (look.samples = [])),
      /there is no answer of struck to measure/,
    ],
    [
      'a control whose hole is elsewhere',
      ({ struck }) => hole(struck.looks.at(-1), 3, 10),
      /struck has no gap of 5 s \(5 scrapes\) at the time of the fault/,
    ],
    [
      'a control on the survivor',
      ({ struck }) => (struck.replica = 'prometheus-1'),
      /watches prometheus-1, but the fault hit prometheus-0/,
    ],
    [
      'a control whose hole only the look at the outage shows',
      ({ struck }) => (whole(struck.looks[0], 'prometheus-0'), whole(struck.looks[1], 'prometheus-1')),
      /struck has no gap of 5 s \(5 scrapes\) at the time of the fault, as seen after the return/,
    ],
    ['a limit as wide as the hole', ({ run }) => limit(run, 'merged', { 'at-most': 13_000 }), /hold without any merging/],
    [
      'a gap that was expected, but is another one',
      ({ run, after }) => (expect(run, 'merged', 'longest-gap', { 'at-least': 6000 }), hole(after, 2, 10)),
      /merged has no gap of 6 s \(6 scrapes\) at the time of the fault/,
    ],
  ])
})
