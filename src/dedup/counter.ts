import { type Lane, placeAt, replicaAt } from './lanes.ts'

/**
 * A lane as Query walks over it under a counter function: without NaN, stale markers among them, and with resets added up, so that it
 * never falls. So the same series is merged otherwise than as a plain selector, and `resets()` finds none (thanos-io/thanos#3644).
 *
 * Source: Thanos v0.42.4, pkg/compact/downsample/downsample.go (ApplyCounterResetsSeriesIterator).
 */
export function countUp(lane: Lane): Lane {
  const length = lane.t.length
  const [t, v] = [new Float64Array(length), new Float64Array(length)]
  const [replica, places] = [new Uint16Array(length), new Uint32Array(length)]
  let [kept, last, total] = [0, 0, 0]
  for (let at = 0; at < length; at += 1) {
    const value = lane.v[at]!
    if (Number.isNaN(value)) continue
    total += kept === 0 || value < last ? value : value - last
    last = value
    t[kept] = lane.t[at]!
    v[kept] = total
    replica[kept] = replicaAt(lane, at)
    places[kept] = placeAt(lane, at)
    kept += 1
  }
  const cut = <T extends Float64Array | Uint16Array | Uint32Array>(array: T) => array.subarray(0, kept) as T
  return { t: cut(t), v: cut(v), replica: cut(replica), places: cut(places) }
}
