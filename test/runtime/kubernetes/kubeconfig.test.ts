import t from 'tap'
import { addressOf, withServer } from '../../../src/runtime/kubernetes/kubeconfig.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- name: other
  cluster: {server: https://10.0.0.1:6443}
- name: kind-lab
  cluster:
    certificate-authority-data: ${base64('the authority')}
    server: https://lab-control-plane:6443/
contexts:
- {name: other, context: {cluster: other, user: other}}
- {name: kind-lab, context: {cluster: kind-lab, user: admin}}
current-context: kind-lab
users:
- {name: other, user: {token: secret}}
- name: admin
  user:
    client-certificate-data: ${base64('the certificate')}
    client-key-data: ${base64('the key')}
`

t.test('the server of the current context, with its credentials', async (t) => {
  t.same(addressOf('kubeconfig', kubeconfig), {
    url: 'https://lab-control-plane:6443',
    tls: { ca: 'the authority', cert: 'the certificate', key: 'the key' },
  })
  t.same(addressOf('kubeconfig', kubeconfig.replace('current-context: kind-lab', 'current-context: other')), {
    url: 'https://10.0.0.1:6443',
    tls: {},
    headers: { authorization: 'Bearer secret' },
  })
})

t.test('another server', async (t) => {
  t.match(addressOf('kubeconfig', withServer(kubeconfig, 'https://127.0.0.1:4711')), {
    url: 'https://127.0.0.1:4711',
    tls: { ca: 'the authority' },
  })
})

t.test('what is no kubeconfig says so, with its file', async (t) => {
  const cases = ['', 'text', 'a: [', kubeconfig.replace('current-context: kind-lab', ''), kubeconfig.replace('user: admin', 'user: nobody')]
  for (const text of cases)
    t.throws(() => addressOf('my/kubeconfig', text), { code: 'state', message: /^my\/kubeconfig is not a kubeconfig/ })
})
