/**
 * The programs that the lab runs. Their versions are those of the images in `manifests/`; change them together with
 * `third-party/<name>/go.mod` (see `third-party/README.md`).
 */
export type BinaryName = 'prometheus' | 'thanos' | 'kind'

/** The places where a program may come from, in the order they are tried. */
export type SearchStep = 'folder' | 'path' | 'cache' | 'release' | 'build'

/** A program that the lab can use, and where it came from. */
export interface FoundBinary {
  path: string
  version: string
  from: SearchStep
}

/** Go's words for a machine: `linux`, `darwin`; `amd64`, `arm64`. */
export interface Platform {
  os: string
  arch: string
}

export interface Binary {
  version: string
  /** The image of `manifests/` that holds the same program. */
  image?: string
  /** Arguments that make it tell its version. */
  versionArgs: string[]
  /** Where the version stands in its answer; another program of the same name does not match. */
  tells: RegExp
  /** Which versions are as good as ours: of the same major; for Thanos of the same minor too. */
  range: string
  release: (platform: Platform) => Release
  build: Recipe
}

/** Paths below the release host (`https://github.com`, or `THANOS_LAB_RELEASES`). */
export interface Release {
  file: string
  sums: string
  /** The program inside the archive; left out where the file is the program. */
  member?: string
}

/** How it is built by `go build` from `third-party/<name>/`. Measured with Go 1.26.8. */
export interface Recipe {
  package: string
  tags: string[]
  ldflags: string
  /** About how many packages an empty build cache compiles, to tell how far a build is. */
  packages: number
}

const VERSION = '-X github.com/prometheus/common/version.Version'

export const binaries: Record<BinaryName, Binary> = {
  prometheus: {
    version: '3.16.0',
    image: 'quay.io/prometheus/prometheus:v3.16.0',
    versionArgs: ['--version'],
    tells: /^prometheus, version v?(\S+)/m,
    range: '3.x',
    release: (platform) => archiveOf('prometheus/prometheus', 'prometheus', '3.16.0', platform),
    build: {
      package: 'github.com/prometheus/prometheus/cmd/prometheus',
      // Without remove_all_sd one cloud's discovery module cannot be fetched everywhere; the lab needs none of them.
      tags: ['remove_all_sd', 'enable_kubernetes_sd', 'netgo'],
      ldflags: `-s -w ${VERSION}=3.16.0`,
      packages: 1270,
    },
  },
  thanos: {
    version: '0.42.4',
    image: 'quay.io/thanos/thanos:v0.42.4',
    versionArgs: ['--version'],
    tells: /^thanos, version v?(\S+)/m,
    range: '0.42.x',
    release: (platform) => archiveOf('thanos-io/thanos', 'thanos', '0.42.4', platform),
    build: {
      package: 'github.com/thanos-io/thanos/cmd/thanos',
      // Without slicelabels it starts, and then every gRPC answer panics.
      tags: ['netgo', 'slicelabels'],
      ldflags: `-s -w ${VERSION}=0.42.4`,
      packages: 1570,
    },
  },
  kind: {
    version: '0.33.0',
    versionArgs: ['version'],
    tells: /^kind v(\S+)/m,
    range: '0.x',
    release: ({ os, arch }) => {
      const file = `/kubernetes-sigs/kind/releases/download/v0.33.0/kind-${os}-${arch}`
      return { file, sums: `${file}.sha256sum` }
    },
    build: { package: 'sigs.k8s.io/kind', tags: [], ldflags: '-s -w', packages: 290 },
  },
}

/** Names, layout and sums file as the Prometheus projects' release tool (promu) makes them. */
function archiveOf(repository: string, name: string, version: string, { os, arch }: Platform): Release {
  const folder = `/${repository}/releases/download/v${version}`
  const stem = `${name}-${version}.${os}-${arch}`
  return { file: `${folder}/${stem}.tar.gz`, sums: `${folder}/sha256sums.txt`, member: `${stem}/${name}` }
}

const ARCHES: Record<string, string> = { x64: 'amd64', ia32: '386' }

/** This machine, in Go's words. */
export function thisPlatform(): Platform {
  return { os: process.platform, arch: ARCHES[process.arch] ?? process.arch }
}

/** Whether the lab can use a program of that version. Ours needs no comparison, whose library `up` would wait for. */
export async function fits(name: BinaryName, version: string): Promise<boolean> {
  if (version === binaries[name].version) return true
  const { inRange } = await import('../lib/version.ts')
  return inRange(version, binaries[name].range)
}
