import t from 'tap'
import { behind } from '../../../../src/runtime/kind/inject/ends.ts'
import { judgeFill } from '../../../../src/runtime/kind/inject/fill-disk.ts'
import { addUp, cutRules, redirectRules } from '../../../../src/runtime/kind/inject/partition.ts'
import { judgeCounts } from '../../../../src/runtime/kind/inject/traffic.ts'
import { markOf } from '../../../../src/runtime/kubernetes/names.ts'
import type { ApiPod } from '../../../../src/runtime/kubernetes/pods.ts'

const query = { ip: '10.0.1.2', node: 'a', task: 'q' }
const store = { ip: '10.0.2.3', ports: [9090, 10901], node: 'b' }
const service = { ip: '10.96.0.9', ports: [80] }

const rule = (way: string, side: string) => `FORWARD ${way} -p tcp -m multiport --${side} 9090,10901 -m comment --comment m/ -j DROP`
const pod = (name: string) => ({ metadata: { name, uid: name, labels: { app: 'q' } }, spec: { containers: [] } }) as ApiPod
const of = (spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's' },
  spec: { selector: { app: 'q' }, ports: [{ port: 80 }], ...spec },
})

t.test('a cut: only the connections that `from` opens, each direction in the node that it leaves', async (t) => {
  const there = rule('-s 10.0.1.2 -d 10.0.2.3', 'dports')
  const back = rule('-s 10.0.2.3 -d 10.0.1.2', 'sports')
  t.same(cutRules([query], [store, service], 'both', 'm/'), { a: [there], b: [back] })
  t.same(cutRules([query], [store], 'there', 'm/'), { a: [there] })
  t.same(cutRules([query], [store], 'back', 'm/'), { b: [back] })
})

t.test('a redirection: the pod by its own address and by its Service’s', async (t) => {
  const { nat, filter } = redirectRules(query, [store, service], '4000', 'm/')
  t.match(nat, [/^PREROUTING -s 10.0.1.2 -d 10.0.2.3 .* REDIRECT --to-ports 4000$/, /-d 10.96.0.9 .*--dports 80 .* REDIRECT/])
  t.match(filter, [/^FORWARD -s 10.0.1.2 -d 10.0.2.3 .* REJECT --reject-with tcp-reset$/])
})

t.test('a Service counts where it leads to those pods alone', async (t) => {
  const [one, two] = [pod('one'), pod('two')]
  t.same(behind(of({ clusterIP: '10.96.0.9' }), [one, two], [one, two]), [service])
  t.same(behind(of({ clusterIP: '10.96.0.9' }), [one], [one, two]), [], 'another is behind it, too')
  t.same(behind(of({ clusterIP: 'None' }), [one], [one]), [])
  t.same(behind(of({ clusterIP: '10.96.0.9', selector: { app: 'r' } }), [one], [one]), [])
})

t.test('what nodes counted', async (t) => {
  t.same(addUp(['3 2', '0 0', '4 1']), { packets: 7, rules: 3 })
  t.match(judgeCounts('delay', 'a → b', ['', '4000 0 5']), { verified: false, facts: { delayed: 0 } })
  t.match(judgeCounts('fail-scrapes', 'a → b', ['4000 2 6\n', '4001 1 3\n']), { verified: true, detail: /3 of 9 requests/ })
  t.match(judgeCounts('fail-scrapes', 'a → b', ['', '']), { verified: false, detail: /no proxy/ })
})

t.test('a full volume: one of the lab’s own, and Prometheus has met its end', async (t) => {
  const log = 'level=WARN err="write to WAL: no space left on device"'
  t.match(judgeFill('p', 'tmpfs 100%', log), { verified: true })
  t.match(judgeFill('p', 'tmpfs 99%', log), { verified: false })
  t.match(judgeFill('p', 'ext4 100%', log), { verified: false }, 'the disk of the host is not the lab’s')
  t.match(judgeFill('p', 'tmpfs 100%', 'ready'), { verified: false })
})

t.test('no mark is the beginning of another', async (t) => {
  t.notOk(markOf('1-abcd').startsWith(markOf('1-abc')))
})
