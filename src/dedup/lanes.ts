import { type GivenChunk, placeAfter, type Replica } from './samples.ts'

/**
 * What Query walks over. It does not know replicas any more when it merges: their chunks lie in one heap, and lanes are made of chunks
 * that do not overlap. With one chunk a replica, a lane is a replica; otherwise one lane can hold chunks of several.
 */
export interface Lane {
  t: Float64Array
  v: Float64Array
  /** The number of the replica whose samples these are, or of each sample's. */
  replica: number | Uint16Array
  /** Each sample's place in its replica. */
  places: Uint32Array | { first: number }
}

interface Chunk {
  replica: number
  from: number
  to: number
  /** The places of its samples in the replica: one after the other from `begin` to `end`, or as they are listed. */
  begin: number
  end: number
  places?: Uint32Array
  key?: string
}

/**
 * The lanes of a series as Query makes them: chunks in the order of their first times, then of their last ones; each goes to the first
 * lane that ended before it, else to a new one. The first lane wins where times are equal.
 *
 * Where it is known which chunks the stores give (`given`), those with the same bytes count once, whichever stores and replicas have them.
 * Copies of a chunk that differ, as one was cut to the window, overlap: they go to two lanes, and Query merges a replica with itself.
 *
 * A replica whose `chunks` are not known is taken for one chunk. Of chunks that begin and end at the same times the one with the larger bytes
 * comes first, and a chunk's first bytes are the number of its samples. Where that is the same, too, the replicas' own order decides here.
 *
 * Source: Thanos v0.42.4, pkg/dedup/iter.go (NewOverlapSplit), pkg/store/proxy_merge.go (chainSeriesAndRemIdenticalChunks) and pkg/store/storepb/custom.go (AggrChunk.Compare,
 * Chunk.Compare); Prometheus v3.16.0, tsdb/chunkenc/xor.go.
 */
export function lanesOf(replicas: readonly Replica[]): Lane[] {
  const chunks = eachOnce(replicas.flatMap((one, replica) => (one.given === undefined ? cutChunks(one, replica) : givenBy(one, replica))))
  chunks.sort((one, other) => one.from - other.from || one.to - other.to || byBytes(one, other))
  const lanes: Chunk[][] = []
  for (const chunk of chunks) {
    const free = lanes.find((lane) => lane.at(-1)!.to < chunk.from)
    if (free === undefined) lanes.push([chunk])
    else free.push(chunk)
  }
  return lanes.map((lane) => (lane.length === 1 && lane[0]!.places === undefined ? view(replicas, lane[0]!) : joined(replicas, lane)))
}

/** The chunk with the larger bytes first. */
function byBytes(one: Chunk, other: Chunk): number {
  if (one.key === undefined || other.key === undefined) return other.end - other.begin - (one.end - one.begin)
  return one.key < other.key ? 1 : one.key > other.key ? -1 : 0
}

/** Without those that another store, or another replica, gave too: of equal bytes Query keeps one. */
function eachOnce(chunks: Chunk[]): Chunk[] {
  const known = new Set<string>()
  return chunks.filter(({ from, to, key }) => {
    if (key === undefined) return true
    const all = `${from} ${to} ${key}`
    const isNew = !known.has(all)
    known.add(all)
    return isNew
  })
}

function givenBy({ t: own, given = [] }: Replica, replica: number): Chunk[] {
  return given.map(({ from, to, t, key }: GivenChunk) => {
    const places = Uint32Array.from(t, (time) => placeAfter(own, time - 1))
    return { replica, from, to, begin: 0, end: places.length, places, key }
  })
}

/** As Prometheus sends them: cut to the window. */
function cutChunks({ t, chunks = [] }: Replica, replica: number): Chunk[] {
  const begins = new Set([0, ...chunks.map((start) => placeAfter(t, start - 1))])
  const inside = [...begins].filter((begin) => begin < t.length).sort((one, other) => one - other)
  return inside.map((begin, index) => {
    const end = inside[index + 1] ?? t.length
    return { replica, begin, end, from: t[begin]!, to: t[end - 1]! }
  })
}

function view(replicas: readonly Replica[], { replica, begin, end }: Chunk): Lane {
  const { t, v } = replicas[replica]!
  return { t: t.subarray(begin, end), v: v.subarray(begin, end), replica, places: { first: begin } }
}

function joined(replicas: readonly Replica[], chunks: Chunk[]): Lane {
  const length = chunks.reduce((sum, { begin, end }) => sum + end - begin, 0)
  const t = new Float64Array(length)
  const lane = { t, v: new Float64Array(length), replica: new Uint16Array(length), places: new Uint32Array(length) }
  let at = 0
  for (const { replica, begin, end, places } of chunks) {
    const samples = replicas[replica]!
    for (let index = begin; index < end; index += 1) {
      const place = places === undefined ? index : places[index]!
      lane.t[at] = samples.t[place]!
      lane.v[at] = samples.v[place]!
      lane.replica[at] = replica
      lane.places[at++] = place
    }
  }
  return lane
}

/** The number of the replica that a lane has a sample from. */
export function replicaAt({ replica }: Lane, at: number): number {
  return typeof replica === 'number' ? replica : replica[at]!
}

/** That sample's place in its replica. */
export function placeAt({ places }: Lane, at: number): number {
  return places instanceof Uint32Array ? places[at]! : places.first + at
}
