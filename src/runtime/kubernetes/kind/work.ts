import type { LabRecord } from '../../../state/labs.ts'
import type { UpRequest } from '../../runtime.ts'
import type { Plan } from './plan.ts'

/** One `up` at work. */
export interface Work {
  request: UpRequest
  record: LabRecord
  plan: Plan
  /** The kind program. */
  kind: string
  /** What is waited for now, for the error that says that it did not come. */
  waiting: string
}
