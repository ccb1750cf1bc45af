import { figure } from '../dist/verdict/words.js'

const RUNTIMES = ['native', 'kind']

/** The table of the scenarios: what each teaches, what it does, what proves it, and what its recorded runs measured. */
export function scenarioTable(rows) {
  const head = ['scenario', 'what it teaches', 'faults', 'control', 'ends in', ...RUNTIMES.map((name) => `measured on ${name}`), 'source']
  const table = [head, head.map(() => '---'), ...rows.map(cells)]
  return table.map((line) => `| ${line.join(' | ')} |`).join('\n')
}

function cells({ scenario, lacks, records }) {
  const recorded = RUNTIMES.map((name) => ({ record: records.find(({ runtime }) => runtime === name), lacks: lacks[name] }))
  return [
    `[${scenario.name}](../scenarios/${scenario.name}.yaml)`,
    escaped(scenario.teaches),
    lines(faultsOf(scenario)),
    lines(controlsOf(scenario, records)),
    scenario.outcome,
    ...recorded.map(measured),
    escaped(scenario.source ?? ''),
  ]
}

function faultsOf({ steps }) {
  return steps.flatMap((step) => ('fault' in step ? [`\`${step.fault}\` ${escaped(argsText(step.args))}`.trimEnd()] : []))
}

function argsText(args) {
  return Object.entries(args)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : msText(name, value)}`)
    .join(', ')
}

/** Durations are resolved for scrapes of a second. */
function msText(name, value) {
  return ['for', 'hold', 'delay', 'jitter', 'pause', 'every', 'interval'].includes(name) && typeof value === 'number'
    ? `${value / 1000} s`
    : String(value)
}

/** What a judged run says is the control; before one is recorded, what demands damage of a replica alone. */
function controlsOf({ expect, observe }, records) {
  const judged = [
    ...new Set(
      records.flatMap(({ findings }) => findings.filter(({ control }) => control).map(({ series, check }) => `${series}: ${check}`)),
    ),
  ]
  if (judged.length > 0) return judged
  return expect
    .filter(({ of, limits }) => observe[of]?.replica !== undefined && 'at-least' in limits)
    .map(({ of, check }) => `${of}: ${check}`)
}

function measured({ record, lacks }) {
  if (record === undefined) return lacks.length > 0 ? `skipped: needs ${lacks.join(', ')}` : 'not recorded'
  const { verdict, outcome, findings, date, versions } = record
  const figures = findings.map(
    (finding) => `${finding.series} ${finding.check} ${finding.measured === null ? 'nothing to measure' : figure(finding)}`,
  )
  const programs = ['prometheus', 'thanos'].flatMap((name) => (versions[name] === undefined ? [] : [`${name} ${versions[name]}`]))
  return lines(
    [`**${verdict}**${verdict === outcome ? '' : ` (declared: ${outcome})`}`, ...figures, `${date}, ${programs.join(', ')}`].map(escaped),
  )
}

function lines(parts) {
  return parts.join('<br>')
}

function escaped(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
