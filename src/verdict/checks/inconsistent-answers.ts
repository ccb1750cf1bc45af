import type { QuestionAnswer } from '../../model/run.ts'
import { bounds, type Check } from '../check.ts'
import { type Measure, ofQuestion } from '../query-checks.ts'

const MEASURE: Measure = {
  unit: 'number',
  of: ({ answers }) => {
    // Of one answer nothing follows.
    if (answers.length < 2) return undefined
    const faces = answers.map(face)
    return faces.filter((one, index) => index > 0 && one !== faces[index - 1]).length
  },
}

/** Of the equal questions that the Service was asked one after the other, how many were answered otherwise than the one before. */
export const inconsistentAnswersCheck: Check = {
  name: 'inconsistent-answers',
  summary: 'How many of 20 equal questions through the Service are answered otherwise than the one before',
  limits: (kit) => bounds(kit.count),
  ...ofQuestion(MEASURE),
}

function face({ series, trouble }: QuestionAnswer): string {
  return JSON.stringify(trouble === undefined ? series : 'an error')
}
