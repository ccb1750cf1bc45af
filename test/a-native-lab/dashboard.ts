import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import type { Test } from 'tap'
import { bin } from '../cli/command-line.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'
import type { CommandLab } from './command-lab.ts'

/** `thanos-lab dashboard` of a lab until the test ends, and the URL that it printed. */
export async function dashboard(
  t: Test,
  { name, env }: Pick<CommandLab, 'name' | 'env'>,
): Promise<ReturnType<typeof child> & { url: string }> {
  const argv = `process.argv = [process.argv[0], 'thanos-lab', 'dashboard', '--name', '${name}']`
  const served = child(t, `${argv}\nawait import('file://${bin}')`, env)
  const url = await until('its URL', () => /^http:\S+$/m.exec(readFileSync(served.log, 'utf8'))?.[0])
  return { ...served, url }
}

/** What stands on top of the page. */
export function top(page: Page): Locator {
  return page.locator('h1').first()
}
