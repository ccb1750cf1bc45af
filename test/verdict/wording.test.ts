import t from 'tap'
import { limitText } from '../../src/verdict/wording.ts'

t.test('a limit in seconds and in scrapes', async (t) => {
  t.equal(limitText(3000, 1000), '3 s (3 scrapes)')
  t.equal(limitText(1000, 1000), '1 s (1 scrape)')
  t.equal(limitText(20_000, 15_000), '20 s (1.33 scrapes)')
})
