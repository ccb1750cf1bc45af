/** A first scenario: it plays as it is, and says in comments what else could stand there. */
export function template(name: string): string {
  return `# yaml-language-server: $schema=./scenario.schema.json
# With that line an editor completes and checks this file. To play it: thanos-lab chaos ./${name}.yaml
title: The replica that Query follows is killed
teaches: Query goes on answering from the other replica; a small hole shows after the return.

# outcome: fail       # what the run is expected to end with, where a failure is the lesson; pass unless said
# needs: [nodes]      # abilities of the runtime beyond those that the faults ask for

# Each series is a selector of exactly one series, and where it is read.
observe:
  merged: { samples: 'up{job="thanos-query"}' } # through Query, deduplicated
  struck: { samples: 'up{job="thanos-query"}', replica: struck } # from the replica that was hit, alone: the control
  # naive: { samples: 'up{job="thanos-query"}', via: service } # through the plain Service: a random replica each time

# Played one after the other. A duration is Prometheus's (10s, 1m30s), or in scrapes of the lab.
steps:
  - wait: 15 scrapes
  # preferred: the one whose samples Query answers with; other, struck, survivor, or a pod such as prometheus-0
  - kill: { replica: preferred, hold: 10 scrapes }
  - until: { replica: struck, is: back, within: 2m }
  - wait: 15 scrapes

# Each holds, or the run fails. The control must show the damage, or the run is inconclusive: nothing was proven.
expect:
  - merged: { longest-gap: { at-most: 3 scrapes } }
  - struck: { longest-gap: { at-least: 5 scrapes } }
  # Query's samples are those that its algorithm picks of the replicas' own.
  - merged: { as-predicted: penalty }
`
}
