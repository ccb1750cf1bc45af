import type { ErrorCode } from '../../lib/errors.ts'

/** Why an `up` failed, as the words of Docker, kind or a node tell. */
export interface Cause {
  code: ErrorCode
  sentence: string
  hint?: string
}

type Known = [text: RegExp, cause: (match: RegExpExecArray) => Cause]

/** What a node's own logs tell of, the surest first. Sources: kind's known issues, kind#2586, #3405; the kubelet's failCgroupV1. */
const OF_NODES: Known[] = [
  [
    /no space left on device|disk quota exceeded|NodeHasDiskPressure|had DiskPressure|low on resource: ephemeral-storage/i,
    () => ({
      code: 'no-disk',
      sentence: 'The disk that Docker keeps its data on is full',
      hint: 'docker system df, free some space, then thanos-lab up',
    }),
  ],
  [
    /configured to not run on a host using cgroup ?v1/i,
    () => ({
      code: 'no-runtime',
      sentence: "This machine has cgroup v1, which the node image's Kubernetes (1.35 and later) refuses",
      hint: 'thanos-lab down, then thanos-lab up --node-image with an image of Kubernetes 1.34 or older',
    }),
  ],
  [
    /too many open files|inotify instances|inotify watch.{0,40}(?:limit|no space)/i,
    () => ({
      code: 'up-failed',
      sentence: "The kernel's inotify limits are too low for one more node",
      hint: 'sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288, then thanos-lab up',
    }),
  ],
  [
    /cannot allocate memory|out of memory: killed|OOMKilled/i,
    () => ({
      code: 'up-failed',
      sentence: 'There was not enough memory (a lab of one node takes about 700 MB)',
      hint: 'give Docker more memory, then thanos-lab up',
    }),
  ],
]

/** What only Docker, kind or a pod's events tell of. Sources: kind#3569, #2972, #4224. */
const OF_PROGRAMS: Known[] = [
  [
    /cannot connect to the docker daemon|is the docker daemon running|error during connect/i,
    () => ({ code: 'docker-gone', sentence: 'The Docker engine stopped answering' }),
  ],
  [
    /(?:bind for [\d.]*|listen tcp4? [\d.]*|exposing port TCP [\d.]*):(\d+).{0,120}(?:already allocated|already in use)/i,
    ([, port = '']) => portTaken(port),
  ],
  ...OF_NODES,
  [
    /toomanyrequests|pull rate limit/i,
    () => ({ code: 'up-failed', sentence: 'The registry refuses more pulls for now', hint: 'docker login, or wait, then thanos-lab up' }),
  ],
  [
    /ErrImagePull|ImagePullBackOff|failed to pull image|pull access denied|manifest unknown|no such host|TLS handshake timeout/i,
    () => ({ code: 'up-failed', sentence: 'An image could not be pulled', hint: 'docker pull it by hand to see why, then thanos-lab up' }),
  ],
  [
    /could not find an available, non-overlapping IPv4 address pool|all predefined address pools/i,
    () => ({
      code: 'up-failed',
      sentence: 'Docker has no address range left for a network',
      hint: 'docker network prune, then thanos-lab up',
    }),
  ],
  [
    /kubelet is not healthy|could not find a log line that matches "Reached target/i,
    () => ({ code: 'up-failed', sentence: 'The node did not start: its kubelet or systemd did not come up' }),
  ],
]

/** The likeliest cause that the words of Docker, kind or Kubernetes tell of; undefined where they tell of none that is known. */
export function likeliest(text: string): Cause | undefined {
  return firstOf(OF_PROGRAMS, text)
}

/** The same for a node's logs, whose everyday words sound like errors of another kind. */
export function likeliestInLogs(text: string): Cause | undefined {
  return firstOf(OF_NODES, text)
}

function firstOf(known: Known[], text: string): Cause | undefined {
  for (const [pattern, cause] of known) {
    const match = pattern.exec(text)
    if (match !== null) return cause(match)
  }
  return undefined
}

function portTaken(port: string): Cause {
  return {
    code: 'port-taken',
    sentence: `Port ${port} of 127.0.0.1, which the lab was made with, is taken by another program`,
    hint: `end what listens on port ${port}, then thanos-lab up; or thanos-lab down, then thanos-lab up, which picks another port`,
  }
}
