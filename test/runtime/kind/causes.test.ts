import t from 'tap'
import { likeliest, likeliestInLogs } from '../../../src/runtime/kind/causes.ts'

/** What Docker, kind, the kubelet and systemd really say. */
const known: [text: string, code: string, hint: RegExp][] = [
  [
    'docker: Error response from daemon: driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:30902 failed: port is already allocated.',
    'port-taken',
    /port 30902/,
  ],
  ['Error starting userland proxy: listen tcp4 127.0.0.1:41001: bind: address already in use.', 'port-taken', /port 41001/],
  [
    'failed to set up container networking: driver failed programming external connectivity: failed to bind host port 127.0.0.1:8080/tcp: listen tcp4 127.0.0.1:8080: bind: address already in use',
    'port-taken',
    /port 8080/,
  ],
  ['write /var/lib/docker/tmp/x: no space left on device', 'no-disk', /free some space/],
  ['Failed to create control group inotify object: Too many open files', 'up-failed', /fs\.inotify\.max_user_instances=512/],
  [
    'failed to validate kubelet configuration: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported',
    'no-runtime',
    /--node-image/,
  ],
  ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?', 'docker-gone', /./],
  ['fork/exec /usr/bin/x: cannot allocate memory', 'up-failed', /more memory/],
  ['prometheus-0: Failed: Failed to pull image "quay.io/x": no such host', 'up-failed', /docker pull/],
  ['toomanyrequests: You have reached your unauthenticated pull rate limit', 'up-failed', /docker login/],
  ['all predefined address pools have been fully subnetted', 'up-failed', /network prune/],
]

t.test('what failed is told by its text, with the next command', async (t) => {
  for (const [text, code, hint] of known) {
    const cause = likeliest(`some line\n${text}\nanother line`)
    t.equal(cause?.code, code, text)
    if (cause?.hint !== undefined) t.match(cause.hint, hint)
  }
})

t.test('the logs of a healthy node tell of nothing', async (t) => {
  const usual = [
    'Event occurred: NodeHasNoDiskPressure Node lab-control-plane status is now: NodeHasNoDiskPressure',
    'cgroup v1 detected. cgroup v1 support has been transitioned to maintenance mode, please plan for the migration towards cgroup v2',
    'ratelimit.go:56] "Setting rate limiting for endpoint" service="podresources" qps=100 burstTokens=10',
    'dial tcp 172.18.0.2:6443: connect: connection refused',
    'failed to lookup SRV records host=_grpc._tcp.thanos-store-api.thanos.svc err="no such host"',
  ]
  t.equal(likeliestInLogs(usual.join('\n')), undefined)
  t.match(likeliestInLogs([...usual, 'inotify_init: too many open files'].join('\n')), { hint: /sysctl/ })
})
