import { Option } from 'commander'
import { type Language, languageOfEnvironment, LANGUAGES } from '../model/language.ts'

/** `--lang`: commands whose answer is in that language have it. */
export interface LanguageOptions {
  lang?: Language
}

/** `of`: what is in that language, for the help. */
export const languageOption = (of: string) =>
  new Option('--lang <language>', `language of ${of} (default: by LC_ALL, LC_MESSAGES or LANG)`).choices(LANGUAGES)

/** The language that was asked for, else that of the environment. */
export function languageOf({ lang }: LanguageOptions, env: NodeJS.ProcessEnv = process.env): Language {
  return lang ?? languageOfEnvironment(env)
}
