import t from 'tap'
import { discovery } from '../../../src/runtime/native/discovery.ts'

const srv = '--endpoint=dnssrv+_grpc._tcp.thanos-store-api.thanos.svc'
const keeps = (interval: string) => ['--endpoint.sd-config-file=/f', `--endpoint.sd-config-reload-interval=${interval}`]

t.test('an SRV look-up becomes a file that is read as often as DNS would be asked', async (t) => {
  const of = { file: '/f', service: 'thanos-store-api', portName: 'grpc' }
  t.same(discovery(['query', srv], 'thanos', '/f'), { ...of, args: ['query', ...keeps('30s')] })
  t.same(discovery([`${srv}.cluster.local`], 'thanos', '/f'), { ...of, args: keeps('30s') })
  t.same(discovery([srv, '--store.sd-dns-interval=1s'], 'thanos', '/f'), { ...of, args: ['--store.sd-dns-interval=1s', ...keeps('1s')] })
})

const others = [
  '--endpoint=10.0.0.1:10901',
  '--endpoint=dnssrv+_grpc._tcp.thanos-store-api.elsewhere.svc',
  '--endpoint=dns+thanos-store-api.thanos.svc:10901',
]

t.test('what is no SRV look-up stays', async (t) => {
  for (const arg of others) t.same(discovery(['query', arg], 'thanos', '/f'), { args: ['query', arg], file: undefined }, arg)
})
