import { useMemo } from 'preact/hooks'
import { caseOfRun } from '../../explain/inputs/run.ts'
import type { Case } from '../../explain/inputs/snapshot.ts'
import { Playground } from './playground/playground.tsx'
import { analysis } from './state.ts'

/** The playground, which can load the samples of what is shown: as they are when it is opened. */
export function PlaygroundView({ link }: { link: string | undefined }) {
  const samples = useMemo(shownSamples, [])
  return <Playground link={link} samples={samples} />
}

/** Of the first merged series, as it was read last; undefined where there is none to explain. */
function shownSamples(): Case | undefined {
  const data = analysis.peek()
  try {
    return data && caseOfRun(data, {})
  } catch {
    return undefined
  }
}
