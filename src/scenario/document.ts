import { reason } from '../errors.ts'
import { type Complaint, readYaml, type Source } from '../yaml.ts'
import { keysOf } from './one-key.ts'
import { found } from './sentence.ts'

const SCENARIO = "expected a scenario, a map with 'title', 'teaches', 'observe', 'steps', and 'expect'"
const TWICE = 'Map keys must be unique'
const QUOTES = 'is a text with [ ] { } , : or # in it without its quotes?'

/** The one map that a scenario file is, or what keeps it from being one. */
export function readDocument(file: string, text: string): Source | Complaint[] {
  const { sources, complaints } = yamlOf(file, text)
  if (complaints.length > 0) return complaints.filter(({ message }, index) => index === 0 || message === TWICE).map(inPlainWords)
  const [source, second] = sources
  if (source === undefined || source.value === null) return [{ file, line: 1, column: 1, message: `${SCENARIO}; the file is empty` }]
  if (second !== undefined) return [{ ...second.at([]), message: 'expected one scenario in a file, and here a second document begins' }]
  return isMap(source.value) ? source : [{ ...source.at([]), message: `${SCENARIO}; found ${found(source.value)}` }]
}

// For an alias that nothing stands behind, or too many of them, the library throws, and says no place.
function yamlOf(file: string, text: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(file, text)
  } catch (error) {
    const before = text.slice(0, Math.max(0, text.search(/(?<=[\s[{:,])\*/))).split('\n')
    return { sources: [], complaints: [{ file, line: before.length, column: before.at(-1)!.length + 1, message: reason(error) }] }
  }
}

// After its first error a parser is lost, so the others are left out.
function inPlainWords(complaint: Complaint): Complaint {
  const { message } = complaint
  if (message === TWICE) return { ...complaint, message: 'this key is there twice' }
  return {
    ...complaint,
    message: /^(?:Unexpected|Plain|Nested|Flow)/.test(message) ? `not YAML: ${message}; ${QUOTES}` : `not YAML: ${message}`,
  }
}

function isMap(value: unknown): boolean {
  return keysOf(value).length > 0 || found(value) === 'a map'
}
