import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { reason } from '../../lib/errors.ts'
import type { MachineCheck } from '../check.ts'

/** The lab fixes no port: it takes free ones of 127.0.0.1. */
export function portsCheck(host = '127.0.0.1'): MachineCheck {
  return {
    id: 'ports',
    title: `free ports of ${host}`,
    everyRuntime: true,
    async look({ platform }) {
      const server = createServer()
      try {
        await once(server.listen(0, host), 'listening')
        return { status: 'ok', detail: `the system gives them (${(server.address() as AddressInfo).port}, for one)` }
      } catch (error) {
        const fix = platform === 'darwin' ? 'sudo ifconfig lo0 up' : 'sudo ip link set lo up'
        return { status: 'missing', detail: `none can be had: ${reason(error)}`, fix }
      } finally {
        server.close()
      }
    },
  }
}
