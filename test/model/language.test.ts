import t from 'tap'
import { languageOfEnvironment, languageOfLocale } from '../../src/model/language.ts'

/* Which language a locale asks for. The names are those of `locale -a` on Debian and macOS, and of BCP 47. */

t.test('Chinese in simplified characters', async (t) => {
  for (const name of ['zh', 'zh_CN', 'zh_CN.UTF-8', 'zh_CN.utf8', 'zh_SG.UTF-8', 'zh-CN', 'zh-Hans', 'zh-Hans-SG', 'zh_CN@pinyin', 'ZH_cn'])
    t.equal(languageOfLocale(name), 'zh-CN', name)
})

t.test('every other one is English', async (t) => {
  for (const name of ['', 'C', 'C.UTF-8', 'POSIX', 'en_GB.UTF-8', 'de_DE', 'zh_TW.UTF-8', 'zh_HK', 'zh-Hant', 'zhx_CN', 'zha', 'zh_CNX'])
    t.equal(languageOfLocale(name), 'en', name)
})

t.test('the first of LC_ALL, LC_MESSAGES and LANG that is set and not empty', async (t) => {
  t.equal(languageOfEnvironment({}), 'en')
  t.equal(languageOfEnvironment({ LANG: 'zh_CN.UTF-8' }), 'zh-CN')
  t.equal(languageOfEnvironment({ LANG: 'zh_CN.UTF-8', LC_ALL: '' }), 'zh-CN')
  t.equal(languageOfEnvironment({ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'en_GB.UTF-8' }), 'en')
  t.equal(languageOfEnvironment({ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'en_GB.UTF-8', LC_ALL: 'zh_CN.UTF-8' }), 'zh-CN')
})
