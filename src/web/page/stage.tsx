import { Graphs } from './graph.tsx'
import { analysis, situation } from './state.ts'
import { Timelines } from './timelines.tsx'
import { LabDrawing } from './topology.tsx'

/** The lab as it is, and the timeline below it. */
export function Stage() {
  return (
    <>
      {situation.value !== undefined && <LabDrawing situation={situation.value} />}
      <Timelines />
      {analysis.value !== undefined && <Graphs queries={Object.values(analysis.value.queries)} />}
    </>
  )
}
