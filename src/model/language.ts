/* The languages that lessons and the page are written in. What the commands print besides lessons is English. */

export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * The language of a locale's name: `zh`, `zh_CN.UTF-8`, `zh-Hans-SG` are Chinese in simplified characters; every other one is English, traditional characters
 * (`zh_TW`, `zh_HK`, `zh-Hant`) too, as no lesson is written in them.
 */
export function languageOfLocale(locale: string): Language {
  return /^zh([_-](cn|sg|hans)([_-].*)?)?([.@].*)?$/i.test(locale) ? 'zh-CN' : 'en'
}

/** The language that the environment asks for: of LC_ALL, LC_MESSAGES and LANG the first that is set and not empty (POSIX.1-2024, Base Definitions, 8.2). */
export function languageOfEnvironment(env: Readonly<Record<string, string | undefined>>): Language {
  return languageOfLocale(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || 'C')
}
