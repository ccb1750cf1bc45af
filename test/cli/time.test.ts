import t from 'tap'
import { readTime, showTimesOf, typedDuration } from '../../src/cli/time.ts'
import { readDuration } from '../../src/lib/duration.ts'
import { clock, clocks, minuteClock, showTimes, zoneName } from '../../src/lib/format.ts'
import { setEnv } from '../binaries/fakes.ts'

const now = Date.parse('2026-11-28T05:30:00Z')
const from = Date.parse('2026-11-27T05:30:00Z')
const utc = { option: '--at', now, from, zone: 'utc' as const }
const local = { ...utc, zone: 'local' as const }
const iso = (text: string, options: Parameters<typeof readTime>[1] = utc) => new Date(readTime(text, options)).toISOString()

t.test('the ways to write a time', async (t) => {
  const cases: [typed: string, time: string][] = [
    ['now', '2026-11-28T05:30:00.000Z'],
    ['-10m', '2026-11-28T05:20:00.000Z'],
    ['-1h30m', '2026-11-28T04:00:00.000Z'],
    ['-1.5h', '2026-11-28T04:00:00.000Z'],
    ['now-10m', '2026-11-28T05:20:00.000Z'],
    ['1795806998', '2026-11-27T19:16:38.000Z'],
    ['1795806998.5', '2026-11-27T19:16:38.500Z'],
    ['1795806998000', '2026-11-27T19:16:38.000Z'],
    ['1795806998123', '2026-11-27T19:16:38.123Z'],
    ['2026-11-27T19:16:38Z', '2026-11-27T19:16:38.000Z'],
    ['2026-11-27T19:16:38.25Z', '2026-11-27T19:16:38.250Z'],
    ['2026-11-27T19:16:38', '2026-11-27T19:16:38.000Z'],
    ['2026-11-27 19:16', '2026-11-27T19:16:00.000Z'],
    ['2026-11-27T19:16:38+01:00', '2026-11-27T18:16:38.000Z'],
    ['2026-11-27t19:16:38-0530', '2026-11-28T00:46:38.000Z'],
    ['19:16:38', '2026-11-27T19:16:38.000Z'],
    ['19:16:38.407', '2026-11-27T19:16:38.407Z'],
    ['19:16', '2026-11-27T19:16:00.000Z'],
    ['3:12:40', '2026-11-28T03:12:40.000Z'],
    [' 05:30:00 ', '2026-11-27T05:30:00.000Z'],
  ]
  for (const [typed, time] of cases) t.equal(iso(typed), time, typed)
})

t.test('a time without a zone is UTC, or local', async (t) => {
  setEnv(t, { TZ: 'America/New_York' })
  t.equal(iso('2026-11-27T19:16:38'), '2026-11-27T19:16:38.000Z', 'whatever the zone of the machine')
  t.equal(iso('2026-11-27T14:16:38', local), '2026-11-27T19:16:38.000Z')
  t.equal(iso('2026-11-27T19:16:38Z', local), '2026-11-27T19:16:38.000Z', 'its own zone counts')
  t.equal(iso('14:16:38', local), '2026-11-27T19:16:38.000Z')
  t.equal(iso('00:30:00', local), '2026-11-27T05:30:00.000Z', 'the first one from there on')
  // The clocks are set back that night.
  const night = { ...local, now: Date.parse('2026-11-02T12:00:00Z'), from: Date.parse('2026-10-31T13:00:00Z') }
  t.equal(iso('08:00:00', night), '2026-11-01T13:00:00.000Z', 'the next day has 25 hours')
})

t.test('what is refused, with the reason', async (t) => {
  const cases: [typed: string, message: RegExp][] = [
    ['noon', /--at noon is not a time: type 18:17:15\.2, 2026-/],
    ['', /is not a time/],
    ['25:00:00', /--at 25:00:00 is not a time, as a day has no such time: type/],
    ['12:61:00', /no such time/],
    ['2026-11-27', /as it has a date and no time/],
    ['2026-02-30T10:00:00Z', /as there is no such day or time/],
    ['2026-13-01T10:00:00Z', /as there is no such day or time/],
    ['-soon', /as it is not numbers with the units/],
    ['-10', /as it has no unit/],
    ['2026-11-28T05:30:05Z', /in the future: it is 2026-11-28T05:30:00\.000Z now/],
    ['2099-01-01T00:00:00', /in the future/],
    ['1795906998', /in the future/],
    ['1795906998000000', /as it is too large for seconds or milliseconds: type/],
    ['1795906998000', /in the future/],
  ]
  for (const [typed, message] of cases)
    t.throws(() => readTime(typed, utc), { code: 'usage', exit: 2, message, hint: /UTC \(or --tz local\)/ }, typed)
  t.throws(() => readTime('noon', local), { message: /not a time/, hint: /is local, by --tz local/ })
  t.equal(iso('2026-11-28T05:30:01Z'), '2026-11-28T05:30:01.000Z', 'clocks differ by a second')
})

t.test('times are shown with the date where the time of the day does not tell', async (t) => {
  t.teardown(() => showTimes({ zone: 'utc', dates: false }))
  const at = Date.parse('2026-11-28T05:29:58.706Z')
  t.equal(clock(at), '05:29:58.706', 'where nothing was said')
  const shown = (window: { from: number; to: number }, zone?: 'utc' | 'local') => {
    showTimesOf(window, zone, now)
    return clock(at)
  }
  t.equal(shown({ from: now - 300_000, to: now }), '05:29:58.706')
  t.equal(shown({ from: now - 3_600_001, to: now }), '2026-11-28 05:29:58.706', 'longer than an hour')
  t.equal(shown({ from: from - 300_000, to: from }), '2026-11-28 05:29:58.706', 'not today')
  t.equal(minuteClock(at), '29:58.706')
  t.equal(zoneName(at), 'UTC')
  setEnv(t, { TZ: 'Asia/Kolkata' })
  t.equal(shown({ from: now - 300_000, to: now }, 'local'), '10:59:58.706')
  t.equal(clocks([at, at]), '10:59:58.706 and 10:59:58.706')
  t.equal(zoneName(at), 'UTC+05:30')
  t.equal(shown({ from: now - 12 * 3_600_000, to: now - 11.5 * 3_600_000 }, 'local'), '2026-11-28 10:59:58.706', 'yesterday in that zone')
  setEnv(t, { TZ: 'America/New_York' })
  t.equal(zoneName(at), 'UTC-05:00')
})

t.test('a duration may have a fraction, down to a millisecond', async (t) => {
  const cases: [typed: string, ms: number][] = [
    ['7.413s', 7413],
    ['6.6s', 6600],
    ['1.5h', 5_400_000],
    ['1m30.5s', 90_500],
    ['1d', 86_400_000],
    ['500ms', 500],
    ['0', 0],
    ['0s', 0],
  ]
  for (const [typed, ms] of cases) t.same(readDuration(typed), { ms }, typed)
  const wrong: [typed: string, reason: RegExp][] = [
    ['15', /no unit \(15s is in seconds\)/],
    ['0.5ms', /finer than a millisecond/],
    ['7.4135s', /finer than a millisecond/],
    ['30s1m', /the larger one first/],
    ['1m1m', /each unit comes once/],
    ['-1m', /negative/],
    ['1 s', /without spaces/],
    ['soon', /the units/],
    ['', /the units/],
    ['1m and', /the units/],
  ]
  for (const [typed, reason] of wrong) t.match(readDuration(typed), { reason }, typed)
  t.throws(() => typedDuration('0s'), /It is no time at all\. Type a duration such as 15s/)
  t.equal(typedDuration('0', { zero: true }), 0)
})
