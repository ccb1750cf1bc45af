import { Command, Option } from 'commander'
import { runtimes } from '../registry.ts'
import { withDefault } from './adder.ts'
import { oneDuration, scrapeInterval } from './duration-options.ts'
import { typedCount, typedImagePrefix } from './option-values.ts'

/** Also an option of `bundle`. */
export const imageMirrorOption = () =>
  new Option('--image-mirror <prefix>', 'kind: pull each image as PREFIX/its-whole-name, such as mirror.example.com').argParser(
    typedImagePrefix,
  )

/** The options of `up` and `demo`. An option that is left out keeps the setting of an existing lab. */
export function withUpOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--runtime <runtime>', 'where the lab runs: kind (Kubernetes in Docker) or native (processes); auto picks one')
        .choices(['auto', ...runtimes.map(({ name }) => name)])
        .default('auto', 'auto'),
    )
    .option('--workers <n>', 'kind: number of nodes besides the control plane (default: 0)', typedCount(0, 9))
    .option('--node-image <image>', "kind: image of the nodes (default: kind's own)")
    .addOption(imageMirrorOption())
    .option('--replicas <n>', 'number of Prometheus replicas (default: 2)', typedCount(1, 9))
    .option('--scrape-interval <duration>', 'scrape interval of every replica (default: 1s)', scrapeInterval)
    .addOption(
      new Option(
        '--timing <timing>',
        "discovery and retries: fast is every second, stock is the components' defaults (default: fast)",
      ).choices(['fast', 'stock']),
    )
    .option('--binaries <folder>', 'folder with prometheus, thanos and kind (or set THANOS_LAB_BINARIES)')
    .addOption(withDefault('--timeout <duration>', 'give up after this time; downloads and builds do not count', '10m', oneDuration))
}
