import t, { type Test } from 'tap'
import { noSamplesError } from '../../src/app/no-samples.ts'
import { impostorAt } from '../helpers/impostors.ts'

/* What there is instead, where Query has no sample of a selector. */

const window = { from: Date.parse('2026-11-28T05:00:00Z'), to: Date.parse('2026-11-28T05:05:00Z') }
const app = (job: string, pod: string) => ({ __name__: 'requests_total', job, pod })

function data(body: unknown): { status: number; body: object } {
  return { status: 200, body: { status: 'success', data: body } }
}

/** A Query with these series: those of a selector in the window, and at any time. */
async function error(
  t: Test,
  selector: string,
  has: {
    now?: Record<string, object[]>
    ever?: Record<string, object[]>
    flags?: object
    names?: string[]
    headers?: Record<string, string>
  },
) {
  const address = await impostorAt(t, (path, params) => {
    if (path === '/api/v1/series') return data(('start' in params ? has.now : has.ever)?.[params['match[]']!] ?? [])
    if (path === '/api/v1/label/__name__/values') return data(has.names ?? [])
    if (path === '/api/v1/status/flags') return data(has.flags ?? {})
    if (path === '/api/v1/stores')
      return data({ receive: [{ labelSets: [{ tenant_id: 'team-a' }, { tenant_id: 'team-b' }] }, {}], query: null })
    return { status: 404, body: {} }
  })
  const made = await noSamplesError({
    address: { ...address, ...(has.headers === undefined ? {} : { headers: has.headers }) },
    selector,
    window,
  })
  t.match(made, { code: 'no-samples', exit: 2, message: /^Query has no sample of .* from 05:00:00\.000 to 05:05:00\.000 UTC/ })
  t.notMatch(`${made.message} ${made.hint}`, /thanos-lab runs/, 'there is no run to choose')
  return made
}

t.test('one label is another: which, and what to type', async (t) => {
  const { message, hint } = await error(t, 'requests_total{job="ap",pod="p1"}', {
    now: { 'requests_total{pod="p1"}': [app('app', 'p1'), app('web', 'p1')] },
  })
  t.match(message, /Without job="ap" 2 series fit: there job is "app", "web"$/)
  t.match(hint, /^type --selector 'requests_total\{pod="p1",job="app"\}'$/)
})

t.test('a label that no series has', async (t) => {
  const { message, hint } = await error(t, `requests_total{zone='x'}`, { now: { requests_total: [app('app', 'p1')] } })
  t.match(message, /No series has the label zone; without it, 1 series fit/)
  t.match(hint, /--selector 'requests_total'$/)
})

t.test('several labels are others: a series that there is', async (t) => {
  const { message, hint } = await error(t, 'requests_total{job="x",pod="y"}', { now: { requests_total: [app('app', 'p1')] } })
  t.match(message, /none with these labels; one is requests_total\{job="app",pod="p1"\}/)
  t.match(hint, /--selector 'requests_total\{job="app"/)
})

t.test('another metric', async (t) => {
  const { message, hint } = await error(t, 'requets_total{job="app"}', { names: ['up', 'requests_total'] })
  t.match(message, /It has no metric requets_total then; did you mean requests_total\?/)
  t.match(hint, /--selector 'requests_total\{job="app"\}'$/)
  const inside = await error(t, '{__name__="requets_total", job="app"}', { names: ['requests_total'] })
  t.match(inside.hint, /--selector 'requests_total\{job="app"\}'$/)
  t.match((await error(t, 'nothing_like_it', { names: ['up'] })).message, /It has no metric nothing_like_it then$/)
})

t.test('another time', async (t) => {
  const selector = 'requests_total{job="app"}'
  t.match(await error(t, selector, { ever: { [selector]: [app('app', 'p1')] } }), {
    message: /The selector fits 1 series at other times$/,
    hint: /--at TIME/,
  })
  t.match(await error(t, selector, { now: { [selector]: [app('app', 'p1')] } }), {
    message: /near that time, without a sample in it$/,
    hint: /longer --range/,
  })
})

t.test('another tenant: Query itself says nothing of it', async (t) => {
  const flags = {
    'query.enforce-tenancy': 'true',
    'query.tenant-header': 'THANOS-TENANT',
    'query.default-tenant-id': 'default-tenant',
    'query.tenant-label-name': 'tenant_id',
  }
  t.match(await error(t, 'up', { flags }), {
    message:
      /keeps tenants apart, and shows only the tenant default-tenant where the header THANOS-TENANT is not given\. Tenants of its stores: "team-a", "team-b"/,
    hint: `type --header 'THANOS-TENANT: team-a'`,
  })
  t.match(await error(t, 'up', { flags, headers: { 'Thanos-Tenant': 'nobody' } }), {
    message: /shows only the tenant that --header THANOS-TENANT names/,
  })
})

t.test('a Query that says nothing', async (t) => {
  t.match(await error(t, 'up', {}), { message: /UTC$/, hint: /--at TIME/ })
})
