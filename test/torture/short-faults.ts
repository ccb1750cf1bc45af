/* Faults that are over in seconds, for scenarios that are attacked. What they show does not matter. */

/** Those that end by themselves, and those that last until they are healed; each is one step of a scenario. */
export const shortFaults: string[] = [
  'freeze: { part: prometheus-0, container: thanos-sidecar, for: 3s }',
  'freeze: { part: prometheus-1, container: prometheus, for: 3s }',
  'freeze: { part: prometheus-0, container: thanos-sidecar }',
  'kill: { replica: prometheus-0, for: 3s }',
  'kill: { replica: prometheus-1, container: prometheus, for: 3s }',
  'kill: { part: thanos-query, container: thanos-query, for: 3s }',
  'partition: { from: thanos-query, to: prometheus-0, for: 3s }',
  'delay: { from: thanos-query, to: prometheus-1, delay: 200ms, jitter: 50ms, for: 3s }',
  'fail-scrapes: { from: prometheus-0, to: thanos-query, of: 2, for: 3s }',
  'change-flag: { part: thanos-query, container: thanos-query, flag: --store.response-timeout, value: 2s }',
  'scale: { part: thanos-query, replicas: 2 }',
  'break-config: { replica: prometheus-0 }',
]

/** Left alone, it outlasts every command. */
export const longFault = 'freeze: { part: prometheus-0, container: thanos-sidecar, for: 5m }'
