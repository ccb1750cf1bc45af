import t from 'tap'
import { LabError, reportOf } from '../../src/lib/errors.ts'

t.test('the usual hint names the lab where it is not the default one', async (t) => {
  const broken = new LabError('lab-broken', 'x')
  t.equal(reportOf(broken, undefined, 'thanos-lab').hint, 'thanos-lab up')
  t.equal(reportOf(broken, undefined, 'mine').hint, 'thanos-lab up --name mine')
  t.equal(reportOf(new LabError('port-taken', 'x'), undefined, 'm').hint, 'thanos-lab down --name m, then thanos-lab up --name m')
  t.equal(reportOf(new LabError('no-lab', 'x', { hint: 'thanos-lab up' }), undefined, 'm').hint, 'thanos-lab up --name m')
  t.equal(reportOf(new LabError('no-lab', 'x', { hint: 'thanos-lab doctor' }), undefined, 'm').hint, 'thanos-lab doctor')
})
