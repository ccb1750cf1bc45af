import { LabError } from '../../lib/errors.ts'
import type { Address } from '../../lib/http.ts'
import { readYaml } from '../../lib/yaml.ts'

interface Kubeconfig {
  'current-context'?: string
  clusters?: { name: string; cluster: { server: string; 'certificate-authority-data'?: string } }[]
  users?: { name: string; user: { 'client-certificate-data'?: string; 'client-key-data'?: string; token?: string } }[]
  contexts?: { name: string; context: { cluster: string; user: string } }[]
}

/**
 * The API server that a kubeconfig's current context names, with the credentials written out in it. Throws `state` where
 * the text is not such a kubeconfig.
 */
export function addressOf(file: string, text: string): Address {
  const { cluster, user } = currentContext(file, text)
  const { 'client-certificate-data': cert, 'client-key-data': key, token } = user
  return {
    url: cluster.server.replace(/\/+$/, ''),
    tls: { ...pem('ca', cluster['certificate-authority-data']), ...pem('cert', cert), ...pem('key', key) },
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  }
}

function pem(name: 'ca' | 'cert' | 'key', data: string | undefined): Partial<Record<typeof name, string>> {
  return data === undefined ? {} : { [name]: Buffer.from(data, 'base64').toString('utf8') }
}

/** The same kubeconfig with another server in every cluster entry. */
export function withServer(text: string, server: string): string {
  return text.replaceAll(/^(\s*server:\s*).*$/gm, `$1${server}`)
}

function currentContext(file: string, text: string) {
  const config = readYaml(file, text).sources[0]?.value as Kubeconfig | null | undefined
  const context = config?.contexts?.find(({ name }) => name === config['current-context'])?.context
  const cluster = config?.clusters?.find(({ name }) => name === context?.cluster)?.cluster
  const user = config?.users?.find(({ name }) => name === context?.user)?.user
  if (cluster?.server === undefined || user === undefined)
    throw new LabError('state', `${file} is not a kubeconfig with a current context`, { hint: 'thanos-lab down, then thanos-lab up' })
  return { cluster, user }
}
