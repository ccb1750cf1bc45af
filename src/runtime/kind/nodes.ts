import { LabError } from '../../lib/errors.ts'
import type { Nodes, Script } from '../kubernetes/api.ts'
import { docker, DockerRefused, gist } from './docker.ts'

/** Runs a program in a node, by the container's id: a name could be another's. */
export function inNode(id: string, command: string[], signal?: AbortSignal, timeoutMs?: number): Promise<string> {
  return docker(['exec', id, ...command], { signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
}

/** The nodes of a kind cluster, reached by `docker exec`; `ids` are the container ids by node name, the control plane first. */
export function kindNodes(ids: Record<string, string>): Nodes {
  const run = (node: string, script: Script) =>
    inNode(nodeId(ids, node), shell(script)).catch(dockerFailed(`could not do its work in ${node}`))
  const everywhere = (script: Script) => everyNode(ids, script)
  return {
    run,
    everywhere,
    async signal(node, containerId, signal) {
      const text = `ctr -n k8s.io tasks kill -s "$1" "$2" && { ctr -n k8s.io tasks resume "$2" 2> /dev/null || true; }`
      await inNode(nodeId(ids, node), shell({ text, args: [signal, containerId] })).catch(
        dockerFailed(`could not send ${signal} to a container`),
      )
    },
    runningOf: (uid) => runningOf(ids, uid),
    thaw: async (uid) => void (await everywhere({ text: THAW, args: [ofPod(uid)] })),
    async startTimer(unit, at, script, node) {
      const seconds = Math.max(0.1, (at - Date.now()) / 1000)
      const delay = ['--on-active', `${seconds.toFixed(3)}s`, '--timer-property=AccuracySec=100ms']
      const command = ['systemd-run', '--collect', `--unit=${unit}`, ...delay, ...shell(script)]
      await inNode(node === undefined ? (Object.values(ids)[0] ?? '') : nodeId(ids, node), command).catch(
        dockerFailed('could not set a timer'),
      )
    },
    stopTimer: async (unit, first) => void (await everywhere(stopping(unit, first))),
  }
}

/** The container id of a node. Throws `lab-broken` where the lab made no such node. */
export function nodeId(ids: Record<string, string>, node: string): string {
  const id = ids[node]
  if (id === undefined) throw new LabError('lab-broken', `${node} is not a node that the lab made`)
  return id
}

function shell({ text, args }: Script): string[] {
  return ['/bin/sh', '-c', text, 'thanos-lab', ...args]
}

/** A node that is off, or being switched off, runs nothing of the lab; one that is paused does, and cannot be asked. */
async function everyNode(ids: Record<string, string>, script: Script): Promise<Record<string, string>> {
  const answers = await Promise.all(
    Object.entries(ids).map(async ([node, id]) => {
      const said = await inNode(id, shell(script)).catch((error: unknown) => {
        if (error instanceof DockerRefused && /is not running/.test(error.said)) return undefined
        return dockerFailed(`could not do its work in ${node}`)(error)
      })
      return said === undefined ? [] : [[node, said] as const]
    }),
  )
  return Object.fromEntries(answers.flat())
}

/** Shell: ends a unit of systemd. That it ends by itself at the same moment, as a fault's timer does, is no failure. */
export function stopUnit(unit: string): string {
  return `{ said=$(systemctl stop ${unit} 2>&1) || ! systemctl is-active -q ${unit} || { echo "$said" >&2; false; }; }`
}

function stopping(unit: string, { text, args }: Script = { text: 'true', args: [] }): Script {
  const timer = `${unit}.timer`
  return { text: `(${text}\n) || exit 1\n${stopUnit(timer)}`, args }
}

const THAW = `paused=$(ctr -n k8s.io tasks ls | awk '$3 == "PAUSED" { print $1 }')
[ -n "$paused" ] || exit 0
for id in $(ctr -n k8s.io containers ls -q "$1"); do
  case "$paused" in *"$id"*) ctr -n k8s.io tasks resume "$id";; esac
done`

/** A pod's containers, without its sandbox, by the labels that Kubernetes gave them in containerd. */
function ofPod(uid: string): string {
  return `labels."io.kubernetes.pod.uid"==${uid},labels."io.cri-containerd.kind"==container`
}

/** The pod's containers, and the processes that there are: their intersection. A node that is off has none. */
async function runningOf(ids: Record<string, string>, uid: string): Promise<string[]> {
  const text = `ctr -n k8s.io containers ls -q "$1" && ctr -n k8s.io tasks ls`
  const answers = await everyNode(ids, { text, args: [ofPod(uid)] })
  return Object.values(answers).flatMap((answer) => {
    const lines = answer.split('\n')
    const alive = new Set(lines.flatMap(runningTask))
    return lines.filter((id) => alive.has(id))
  })
}

/** `ID PID STATUS`; a stopped task is still listed until its container is removed. */
export function runningTask(line: string): string[] {
  const [id, , status] = line.trim().split(/\s+/)
  return id === undefined || status === undefined || status === 'STATUS' || status === 'STOPPED' ? [] : [id]
}

/** Throws `lab-broken` for what Docker refused, `Docker WHAT: …`; any other error as it is. */
export function dockerFailed(what: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof DockerRefused)) throw error
    throw new LabError('lab-broken', `Docker ${what}: ${gist(error.said)}`, { cause: error })
  }
}
