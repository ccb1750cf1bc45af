/** The themes of docs/scenarios.md, in its order: every scenario of the package stands in exactly one. */
export const THEMES = [
  {
    title: 'Replicas',
    about: 'A Prometheus, or its pod, goes away and comes back.',
    scenarios: [
      'kill-replica',
      'kill-other',
      'crash-and-return',
      'delete-pod-volume',
      'delete-pod-emptydir',
      'both-down',
      'never-synced',
      'rolling-restart',
      'rolling-restart-too-fast',
      'wal-replay',
      'full-disk',
    ],
  },
  {
    title: 'Network and sidecars',
    about: 'The replicas run, but a link, a sidecar or a target does not answer, or answers late.',
    scenarios: [
      'kill-sidecar',
      'freeze-sidecar',
      'freeze-sidecar-response-timeout',
      'partition-sidecar',
      'slow-store',
      'missed-scrape',
      'flapping-target',
      'unreachable-target',
    ],
  },
  {
    title: 'Configuration',
    about: 'A label, a flag or an interval is wrong, or stands at its default.',
    scenarios: [
      'bad-config-one-replica',
      'chain-on-a-pair',
      'interval-drift',
      'same-replica-label',
      'wrong-replica-label',
      'slow-discovery',
      'strict-answers',
    ],
  },
  {
    title: 'Nodes',
    about: 'A node is drained, frozen or switched off. These need `thanos-lab up --runtime kind --workers 2`.',
    scenarios: ['drain-blocked', 'drain-with-budget', 'frozen-node', 'spread-node-stop', 'co-located-node-stop'],
  },
  {
    title: 'Queries',
    about: 'What a user sees in graphs and in `rate()`, and what happens to Query itself.',
    scenarios: ['naive-service', 'lookback-hides-it', 'short-rate-window', 'counter-restart', 'kill-query', 'kill-query-of-two'],
  },
]

/** Throws where a scenario is in no theme, or in two, or where a theme names one that is not there. */
export function refuseOtherThemes(names, themes = THEMES) {
  const placed = themes.flatMap(({ scenarios }) => scenarios)
  const wrong = [...new Set([...names, ...placed])].filter(
    (name) => !names.includes(name) || placed.filter((other) => other === name).length !== 1,
  )
  if (wrong.length > 0) throw new Error(`scripts/themes.js: each scenario belongs to exactly one theme: ${wrong.join(', ')}`)
}
