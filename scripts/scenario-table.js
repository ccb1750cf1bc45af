import { measuredText } from '../dist/verdict/wording.js'
import { refuseOtherThemes, THEMES } from './themes.js'

const RUNTIMES = ['native', 'kind']
/** The scenarios by theme: what each does and teaches as a list, and what its recorded runs measured as a table. */
export function scenarioThemes(rows, themes = THEMES) {
  refuseOtherThemes(
    rows.map(({ scenario }) => scenario.name),
    themes,
  )
  const sections = themes.map(({ title, about, scenarios }) => {
    const own = scenarios.map((name) => rows.find(({ scenario }) => scenario.name === name))
    return [`### ${title}`, about, own.map(entry).join('\n'), scenarioTable(own)].join('\n\n')
  })
  return [recordedText(rows.flatMap(({ records }) => records)), ...sections].join('\n\n')
}

/** When the runs were recorded, and with which versions. */
function recordedText(records) {
  if (records.length === 0) return 'No run is recorded.'
  const dates = records.map(({ date }) => date).sort()
  const binaries = ['prometheus', 'thanos'].flatMap((name) => {
    const own = [...new Set(records.flatMap(({ versions }) => versions[name] ?? []))]
    return own.length === 0 ? [] : [`${name} ${own.join(' and ')}`]
  })
  return `Recorded ${dates[0] === dates.at(-1) ? dates[0] : `from ${dates[0]} to ${dates.at(-1)}`}, with ${binaries.join(', ')}.`
}

/** One row for the verdict of each scenario, and one for each of its findings. */
export function scenarioTable(rows) {
  const head = ['scenario', 'measured', ...RUNTIMES]
  return [head, head.map(() => '---'), ...rows.flatMap(measuredRows)].map((line) => `| ${line.join(' | ')} |`).join('\n')
}

function entry({ scenario }) {
  const faults = scenario.steps.flatMap((step) => ('fault' in step ? [faultText(step)] : []))
  const source = sourceText(scenario.source ?? '')
  return [
    `- **${scenario.name}**: ${sentence(scenario.title)} ${sentence(scenario.teaches)}`,
    ...(faults.length === 0 ? [] : [`  Faults: ${faults.join(', then ')}.`]),
    ...(source === '' ? [] : [`  Source: ${source}.`]),
  ].join('\n')
}

function sentence(text) {
  return /[.?!]$/.test(text) ? text : `${text}.`
}

function faultText({ fault, args }) {
  const words = Object.entries(args).map(
    ([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : spanText(name, value)}`,
  )
  return `\`${[fault, words.join(', ')].filter((word) => word !== '').join(' ')}\``
}

/** Durations are resolved for scrapes of a second. */
function spanText(name, value) {
  return ['for', 'delay', 'jitter', 'pause', 'every', 'interval'].includes(name) && typeof value === 'number'
    ? `${value / 1000} s`
    : String(value)
}

/** A source with links for its issues, its files at a version, and the findings of this repository. */
function sourceText(source) {
  let repository = ''
  return source
    .replaceAll(/([\w-]+\/[\w-]+) (\S+\.\w+) at (v[\d.]+\d)/g, '$1 [$2 at $3](https://github.com/$1/blob/$3/$2)')
    .replaceAll(/([\w-]+\/[\w-]+)?#(\d+)/g, (issue, name, number) => {
      repository = name ?? repository
      return `[${issue}](https://github.com/${repository}/issues/${number})`
    })
    .replaceAll(/(^|; )docs\/findings\.md/g, '$1[findings](findings.md)')
}

function measuredRows({ scenario, lacks, records }) {
  const recorded = RUNTIMES.map((name) => records.find(({ runtime }) => runtime === name))
  const first = [
    `[${scenario.name}](../scenarios/${scenario.name}.yaml)`,
    'verdict',
    ...recorded.map((record, index) => (record === undefined ? absentText(lacks[RUNTIMES[index]]) : verdictText(record))),
  ]
  const findings = recorded.find((record) => record !== undefined)?.findings ?? []
  return [
    first,
    ...findings.map((finding, place) => ['', findingText(finding), ...recorded.map((record) => figure(record?.findings[place]))]),
  ]
}

function absentText(lacks) {
  return lacks.length > 0 ? `skipped: needs ${lacks.join(', ')}` : 'not recorded'
}

function verdictText({ verdict, outcome }) {
  return `**${verdict}**${verdict === outcome ? '' : ` (declared: ${outcome})`}`
}

function findingText({ series, check, control }) {
  return `${series}: ${check}${control === true ? ' (control)' : ''}`
}

function figure(finding) {
  if (finding === undefined) return ''
  return finding.measured === null ? 'nothing to measure' : measuredText(finding)
}
