import { exactSeconds, seconds } from '../../lib/format.ts'
import { isoSeconds } from '../../lib/time.ts'
import type { FaultEntry, Finding } from '../../model/run.ts'
import { predictionOutcomes, predictionText } from '../../verdict/prediction.ts'
import { expectationText, measuredText } from '../../verdict/wording.ts'
import { analysis, chosen, live, record, replay } from './state.ts'
import { Timelines } from './timelines.tsx'
import { utcClock } from './times.ts'
import { WideTable } from './wide-table.tsx'

/** What was predicted before each fault, what was measured, and what was expected. */
export function PredictionView() {
  const data = analysis.value
  const run = chosen.value
  const faults = record.value?.faults ?? []
  return (
    <>
      <Timelines />
      <section>
        <h2>Predicted before the fault, measured after it</h2>
        {faults.length === 0 && (
          <p>
            {live.value?.run === null
              ? 'No scenario runs. The gap is predicted right before a fault is injected.'
              : 'No fault has been injected yet.'}
          </p>
        )}
        {data !== undefined && faults.map((fault) => <FaultOutcome key={fault.id} fault={fault} />)}
      </section>
      {run !== undefined && replay.value === undefined && <Findings findings={run.findings} reasons={run.inconclusiveReasons} />}
    </>
  )
}

function FaultOutcome({ fault }: { fault: FaultEntry }) {
  const outcomes = predictionOutcomes(fault, analysis.value!)
  const { evidence } = fault
  return (
    <article>
      <h3>
        {fault.fault} of {fault.target}, {utcClock(isoSeconds(fault.injectedAt))} UTC
        {fault.healedAt === null ? ', still open' : ` to ${utcClock(isoSeconds(fault.healedAt))}`}
      </h3>
      <p>
        {evidence.verified ? 'Verified' : 'Not verified'}: {evidence.detail}.
      </p>
      {outcomes.length === 0 && <p>No gap was predicted of it.</p>}
      {outcomes.map((outcome) => {
        const { series, prediction, measured, isMet } = outcome
        return (
          <div key={series}>
            <div class="figures">
              <Figure
                of={`predicted for ${series}`}
                value={
                  prediction.gapMs.least === prediction.gapMs.most
                    ? seconds(prediction.gapMs.most / 1000)
                    : `${seconds(prediction.gapMs.least / 1000)} to ${seconds(prediction.gapMs.most / 1000)}`
                }
              />
              <Figure of="measured" value={measured === undefined ? 'not yet' : seconds(measured.seconds)} />
              {isMet !== undefined && <Figure of="the prediction" value={isMet ? '✓ holds' : '✕ does not hold'} />}
            </div>
            <p>
              Query prefers {prediction.preferred}; it would switch to {prediction.survivor}. Formula {prediction.formula}, with an interval
              I of {exactSeconds(prediction.intervalMs)} and an offset d of {exactSeconds(prediction.offsetMs)}. {predictionText(outcome)}
            </p>
          </div>
        )
      })}
    </article>
  )
}

function Figure({ of, value }: { of: string; value: string }) {
  return (
    <p class="figure">
      <strong>{value}</strong> <span>{of}</span>
    </p>
  )
}

function Findings({ findings, reasons }: { findings: readonly Finding[]; reasons: readonly string[] }) {
  return (
    <section>
      <h2>Expectations</h2>
      {reasons.map((text) => (
        <p key={text}>Why it is inconclusive: {text}</p>
      ))}
      <WideTable label="Expectations" columns={['of', 'expected', 'measured', 'met', 'how it was found']}>
        {findings.map((finding, place) => (
          <tr key={place}>
            <th scope="row">{finding.series}</th>
            <td>{expectationText(finding)}</td>
            <td>{finding.measured === null ? 'nothing to measure' : measuredText(finding)}</td>
            <td class="short">{finding.measured === null ? '? not known' : finding.passed ? '✓ yes' : '✕ no'}</td>
            <td>{finding.detail}</td>
          </tr>
        ))}
      </WideTable>
    </section>
  )
}
