import { LabError } from '../../../errors.ts'
import type { Nodes } from '../cluster.ts'
import { NAMESPACE } from '../names.ts'
import { DockerRefused, docker } from './docker.ts'

/** Runs a program in a node, by the container's id: a name could be another's. */
export function inNode(id: string, command: string[], signal?: AbortSignal, timeoutMs?: number): Promise<string> {
  return docker(['exec', id, ...command], { signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
}

/** The nodes of a kind cluster, reached by `docker exec`; `ids` are the container ids by node name, the control plane first. */
export function kindNodes(ids: Record<string, string>): Nodes {
  const idOf = (node: string) => {
    const id = ids[node]
    if (id === undefined) throw new LabError('lab-broken', `${node} is not a node that the lab made`)
    return id
  }
  const plane = () => Object.values(ids)[0] ?? ''
  return {
    async signal(node, containerId, signal) {
      await inNode(idOf(node), ctr('tasks', 'kill', '-s', signal, containerId)).catch(broken(`could not send ${signal} to a container`))
    },
    async runningOf(uid) {
      const found = await Promise.all(Object.values(ids).map((id) => runningIn(id, uid)))
      return found.flat()
    },
    async startTimer(timer, pod, at) {
      const seconds = Math.max(0.1, (at - Date.now()) / 1000)
      const delay = ['--on-active', `${seconds.toFixed(3)}s`, '--timer-property=AccuracySec=100ms']
      const command = ['systemd-run', '--collect', `--unit=${timer}`, ...delay, '/bin/sh', '-c', RELEASE, 'release', NAMESPACE, pod]
      await inNode(plane(), command).catch(broken('could not set the timer that ends a hold'))
    },
    async stopTimer(timer) {
      await inNode(plane(), ['systemctl', 'stop', `${timer}.timer`]).catch((error: unknown) => {
        if (!(error instanceof DockerRefused && /not loaded/.test(error.said))) throw broken('could not stop a timer')(error)
      })
    },
  }
}

/**
 * Again and again for a minute: the API server may be away just then. A merge patch of null takes off every finalizer; the
 * pod that bears the name by then is either the held one or its successor, which has none.
 */
const RELEASE = `for i in $(seq 60); do
  said=$(kubectl --kubeconfig /etc/kubernetes/admin.conf -n "$1" patch pod "$2" --type merge -p '{"metadata":{"finalizers":null}}' 2>&1) && exit 0
  case "$said" in *NotFound*) exit 0;; esac
  sleep 1
done`

/** A pod's containers by the labels that Kubernetes gave them in containerd, and the processes that there are: their intersection. */
async function runningIn(node: string, uid: string): Promise<string[]> {
  const ofPod = `labels."io.kubernetes.pod.uid"==${uid},labels."io.cri-containerd.kind"==container`
  const [containers, tasks] = await Promise.all([
    inNode(node, ctr('containers', 'ls', '-q', ofPod)).catch(broken('could not list containers')),
    inNode(node, ctr('tasks', 'ls')).catch(broken('could not list processes')),
  ])
  const alive = new Set(tasks.split('\n').flatMap(runningTask))
  return containers.split('\n').filter((id) => alive.has(id))
}

/** `ID PID STATUS`; a stopped task is still listed until its container is removed. */
export function runningTask(line: string): string[] {
  const [id, , status] = line.trim().split(/\s+/)
  return id === undefined || status === undefined || status === 'STATUS' || status === 'STOPPED' ? [] : [id]
}

function ctr(...args: string[]): string[] {
  return ['ctr', '-n', 'k8s.io', ...args]
}

function broken(what: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof DockerRefused)) throw error
    throw new LabError('lab-broken', `Docker ${what}: ${error.said}`, { cause: error })
  }
}
