import type { MachineCheck } from './check.ts'
import { cgroupCheck } from './checks/cgroup.ts'
import { dockerDiskCheck } from './checks/docker-disk.ts'
import { dockerCheck } from './checks/docker.ts'
import { engineCheck } from './checks/engine.ts'
import { cacheFolderCheck, stateFolderCheck } from './checks/folders.ts'
import { goCheck } from './checks/go.ts'
import { inotifyCheck } from './checks/inotify.ts'
import { memoryCheck } from './checks/memory.ts'
import { nodeImageCheck } from './checks/node-image.ts'
import { nodeCheck } from './checks/node.ts'
import { portsCheck } from './checks/ports.ts'
import { psCheck, tarCheck } from './checks/programs.ts'

/** Everything that the doctor looks at, in the order in which it is told. Each id is in docs/doctor.md. */
export const machineChecks: readonly MachineCheck[] = [
  nodeCheck(),
  stateFolderCheck,
  cacheFolderCheck,
  memoryCheck,
  portsCheck(),
  psCheck,
  tarCheck,
  engineCheck('prometheus', 'Prometheus', 'native'),
  engineCheck('thanos', 'Thanos', 'native'),
  goCheck,
  dockerCheck,
  cgroupCheck,
  dockerDiskCheck,
  engineCheck('kind', 'kind', 'kind'),
  nodeImageCheck,
  inotifyCheck,
]
