import t from 'tap'
import { commandLineOf, DEFAULT_SETTING, settingLink, readLink } from '../../src/explain/inputs/simulation-link.ts'
import { randomSettings } from '../web/settings.ts'

t.test('a link gives the setting that it was made of', async (t) => {
  for (const setting of randomSettings(300, 1)) t.same(readLink(settingLink(setting)), { setting, notes: [] })
})

t.test('it can be read, and so can the command', async (t) => {
  const setting = { ...DEFAULT_SETTING, algorithm: 'chain' as const, isCounter: true }
  t.equal(settingLink(setting), 'i=1s,1s&o=100ms,400ms&out=0:20s-30s&len=1m&alg=chain&counter=yes')
  t.equal(
    commandLineOf(setting),
    'thanos-lab simulate --intervals 1s,1s --offsets 100ms,400ms --outage 0:20s-30s --length 1m --chain --counter',
  )
})

t.test('one interval is of all replicas, and what is left out is as in simulate', async (t) => {
  t.match(readLink('i=15s&o=1s,2s,3s'), { setting: { intervalsMs: [15_000, 15_000, 15_000], lengthMs: 60_000, outages: [] }, notes: [] })
  t.match(readLink('i=5s,15s'), { setting: { offsetsMs: [0, 0] }, notes: [] })
  t.match(readLink('o=0,500ms,7ms'), { setting: { intervalsMs: [1000, 1000, 1000] }, notes: [] })
  t.match(readLink(''), { setting: { ...DEFAULT_SETTING, outages: [] }, notes: [] })
})

t.test('what does not fit is said, and nothing is thrown', async (t) => {
  const texts = 'i= o=-1s i=1s,2s&o=0s,5s len=0s len=1m,2m out=0:5s out=0:5s-90s out=8:1s-2s alg=best i=1ms&len=1y i=9999999999999999999y'
  for (const link of texts.split(' ')) t.equal(readLink(link).notes.length, 1, link)
  const random = 'iolenutag=&,:;-%0123456789smh<>é\0'
  for (let seed = 1; seed < 2000; seed += 1) {
    const text = Array.from({ length: 24 }, (_, place) => random[(seed * (place + 7) * 7919) % random.length]).join('')
    readLink(`i=${text}&o=${text}&out=${text}&len=${text}&alg=${text}`)
  }
})
