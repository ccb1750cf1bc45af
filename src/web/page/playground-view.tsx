import { useMemo } from 'preact/hooks'
import { Playground } from './playground/playground.tsx'
import type { RunSamples } from './playground/state.ts'
import { analysis, record } from './state.ts'

/** The playground, which can load the samples of what is shown: as they are when it is opened. */
export function PlaygroundView({ link }: { link: string | undefined }) {
  const samples = useMemo(shownSamples, [])
  return <Playground link={link} samples={samples} />
}

/** Of the first merged series, as each replica was read last. */
function shownSamples(): RunSamples | undefined {
  const [run, data] = [record.peek(), analysis.peek()]
  const series = Object.values(data?.series ?? {}).find(({ via }) => via === 'query')
  const view = series?.views.findLast(({ replicas }) => Object.keys(replicas).length > 0)
  if (run === undefined || data === undefined || series === undefined || view === undefined) return undefined
  const replicas = Object.entries(view.replicas).map(([name, samples]) => ({ name, samples }))
  return { run: run.id, series: series.name, replicas, intervalMs: data.intervalMs }
}
