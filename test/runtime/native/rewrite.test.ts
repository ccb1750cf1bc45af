import t from 'tap'
import { type Names, rewrite } from '../../../src/runtime/native/rewrite.ts'

const others: Record<string, number> = { 'prometheus:9090': 21_000, 'prometheus-1.prometheus-replicas:9090': 21_001 }

const names: Names = {
  namespace: 'thanos',
  own: (port) => ({ 9090: 20_001, 10_901: 20_002 })[port],
  other: (service, pod, port) => others[`${pod ? `${pod}.` : ''}${service}:${port}`],
  mounts: {
    '/etc/prometheus': '/lab/config',
    '/etc/prometheus/rules': '/lab/rules',
    '/etc/prometheus-shared': '/lab/shared',
    '/var/prometheus': '/lab/data',
  },
}

const rewritten: [text: string, to: string][] = [
  // the pod's own ports
  ['--web.listen-address=0.0.0.0:9090', '--web.listen-address=127.0.0.1:20001'],
  ['--prometheus.url=http://localhost:9090/x', '--prometheus.url=http://127.0.0.1:20001/x'],
  ['127.0.0.1:10901', '127.0.0.1:20002'],
  ['localhost:9090,localhost:10901', '127.0.0.1:20001,127.0.0.1:20002'],
  ['localhost without a port', 'localhost without a port'],
  ['10.0.0.0:9090 mylocalhost:9090', '10.0.0.0:9090 mylocalhost:9090'],
  // other parts
  ['http://prometheus.thanos.svc:9090', 'http://127.0.0.1:21000'],
  ['prometheus.thanos.svc.cluster.local:9090', '127.0.0.1:21000'],
  ['[prometheus-1.prometheus-replicas.thanos.svc:9090]', '[127.0.0.1:21001]'],
  ['prometheus.thanos.svc:9090 localhost:9090', '127.0.0.1:21000 127.0.0.1:20001'],
  ['prometheus.elsewhere.svc:9090', 'prometheus.elsewhere.svc:9090'],
  // paths
  ['--config.file=/etc/prometheus/prometheus.yaml', '--config.file=/lab/config/prometheus.yaml'],
  ['/etc/prometheus', '/lab/config'],
  ['- /etc/prometheus/rules/*.yaml', '- /lab/rules/*.yaml'],
  ['[ -s /etc/prometheus-shared/prometheus.yaml ]', '[ -s /lab/shared/prometheus.yaml ]'],
  ['/etc/prometheus-other /etc/prometheus.d /etc/prometheusx', '/etc/prometheus-other /etc/prometheus.d /etc/prometheusx'],
  ['/home/etc/prometheus http://host/etc/prometheus', '/home/etc/prometheus http://host/etc/prometheus'],
  ['"/var/prometheus"', '"/lab/data"'],
  // what is nobody's
  ['$(POD_NAME) ${HOME} 9090', '$(POD_NAME) ${HOME} 9090'],
]

t.test('names, ports and paths of a pod become those of this machine', async (t) => {
  for (const [text, to] of rewritten) t.equal(rewrite(text, names), to, text)
})

const refused: [text: string, message: RegExp][] = [
  ['localhost:8080', /localhost:8080 .* no container of the pod declares port 8080/],
  ['0.0.0.0:1', /0\.0\.0\.0:1/],
  ['prometheus.thanos.svc', /prometheus\.thanos\.svc leads nowhere/],
  ['prometheus.thanos.svc:80', /prometheus\.thanos\.svc:80 leads nowhere/],
  ['nobody.thanos.svc:9090', /nobody\.thanos\.svc:9090 leads nowhere: write SERVICE\.thanos\.svc:PORT/],
  ['prometheus-7.prometheus-replicas.thanos.svc:9090', /prometheus-7\.prometheus-replicas\.thanos\.svc:9090 leads nowhere/],
]

t.test('what would lead nowhere is refused by name', async (t) => {
  for (const [text, message] of refused) t.throws(() => rewrite(text, names), { code: 'manifest', message }, text)
})

t.test('a pod without mounts', async (t) => {
  t.equal(rewrite('/etc/prometheus', { ...names, mounts: {} }), '/etc/prometheus')
})
