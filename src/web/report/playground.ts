import { explain } from '../../explain/explanation.ts'
import { simulatedCase } from '../../explain/inputs/simulated.ts'
import { commandLineOf, howsOf, settingLink, type Setting } from '../../explain/inputs/simulation-link.ts'
import { narrative } from '../../explain/narrative.ts'
import { explanationWords } from '../../explain/words/words.ts'
import type { Language } from '../../model/language.ts'
import { escapedXml } from '../../report/xml.ts'
import type { PageParts } from '../built-page.ts'

/** What goes into the page that is a playground, which begins with this setting: where no script runs, it says what Query does. */
export function pageOfPlayground(setting: Setting, language: Language = 'en'): PageParts {
  const words = explanationWords(language)
  const { title, heading } = words.simulation
  const paragraphs = howsOf(setting).flatMap((how) => narrative(explain(simulatedCase(setting, how)), { words }))
  const html = [heading, `$ ${commandLineOf(setting)}`, ...paragraphs].map((text) => `<p>${escapedXml(text)}</p>`).join('\n')
  return {
    title,
    data: { language, mode: 'playground', link: settingLink(setting) },
    staticHtml: language === 'en' ? html : `<main lang="${language}">\n${html}\n</main>`,
  }
}
