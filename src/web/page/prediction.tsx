import { exactSeconds, seconds } from '../../lib/format.ts'
import { isoSeconds } from '../../lib/time.ts'
import type { FaultEntry, Finding } from '../../model/run.ts'
import { predictionOutcomes, predictionText, rangeText } from '../../verdict/prediction.ts'
import { expectationText, measuredText } from '../../verdict/wording.ts'
import { analysis, chosen, live, record, replay } from './state.ts'
import { Timelines } from './timelines.tsx'
import { utcClock } from './times.ts'
import { WideTable } from './wide-table.tsx'
import { words } from './words/words.ts'

/** What was predicted before each fault, what was measured, and what was expected. */
export function PredictionView() {
  const data = analysis.value
  const run = chosen.value
  const faults = record.value?.faults ?? []
  const said = words.value.prediction
  return (
    <>
      <Timelines />
      <section>
        <h2>{said.title}</h2>
        {faults.length === 0 && <p>{live.value?.run === null ? said.noScenario : said.noFault}</p>}
        {data !== undefined && faults.map((fault) => <FaultOutcome key={fault.id} fault={fault} />)}
      </section>
      {run !== undefined && replay.value === undefined && <Findings findings={run.findings} reasons={run.inconclusiveReasons} />}
    </>
  )
}

function FaultOutcome({ fault }: { fault: FaultEntry }) {
  const outcomes = predictionOutcomes(fault, analysis.value!)
  const { evidence } = fault
  const said = words.value.prediction
  const healed = fault.healedAt === null ? undefined : utcClock(isoSeconds(fault.healedAt))
  return (
    <article>
      <h3>{said.fault(fault.fault, fault.target, utcClock(isoSeconds(fault.injectedAt)), healed)}</h3>
      <p>
        {evidence.verified ? said.verified : said.notVerified}
        {words.value.timeline.colon}
        {evidence.detail}.
      </p>
      {outcomes.length === 0 && <p>{said.none}</p>}
      {outcomes.map((outcome) => {
        const { series, prediction, measured, isMet } = outcome
        return (
          <div key={series}>
            <div class="figures">
              <Figure
                of={said.of(series)}
                value={rangeText({ least: prediction.gapMs.least / 1000, most: prediction.gapMs.most / 1000 }, words.value.report.figures)}
              />
              {outcome.void === undefined ? (
                <Figure of={said.measured} value={measured === undefined ? said.notYet : seconds(measured.seconds)} />
              ) : (
                <Figure of={said.it} value={said.void} />
              )}
              {isMet !== undefined && <Figure of={said.it} value={isMet ? said.holds : said.fails} />}
            </div>
            <p>
              {said.formula(
                prediction.preferred,
                prediction.survivor,
                prediction.formula,
                exactSeconds(prediction.intervalMs),
                exactSeconds(prediction.offsetMs),
              )}
              {predictionText(outcome, words.value.report.figures)}
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
  const said = words.value.prediction
  return (
    <section>
      <h2>{said.expectations}</h2>
      {reasons.map((text) => (
        <p key={text}>{said.inconclusive(text)}</p>
      ))}
      <WideTable label={said.expectations} columns={said.columns}>
        {findings.map((finding, place) => (
          <tr key={place}>
            <th scope="row">{finding.series}</th>
            <td>{expectationText(finding)}</td>
            <td class="short">{finding.measured === null ? said.nothing : measuredText(finding, words.value.report.figures)}</td>
            <td class="short">{finding.measured === null ? said.unknown : finding.passed ? said.yes : said.no}</td>
            <td>{finding.detail}</td>
          </tr>
        ))}
      </WideTable>
    </section>
  )
}
