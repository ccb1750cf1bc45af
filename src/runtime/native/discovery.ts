/** Query's SRV look-up has no DNS to ask here: the flag becomes a file of endpoints that the supervisor keeps. */
export type Discovery = { args: string[]; file: undefined } | { args: string[]; file: string; service: string; portName: string }

/**
 * Replaces `--endpoint=dnssrv+_PORT._tcp.SERVICE.NAMESPACE.svc`. The file is re-read as often as DNS would have been
 * asked (`--store.sd-dns-interval`, 30 s by default), as Query's own default of 5 minutes would be another system.
 */
export function discovery(args: string[], namespace: string, file: string): Discovery {
  const pattern = new RegExp(String.raw`^--endpoint=dnssrv\+_([a-z0-9-]+)\._tcp\.([a-z0-9-]+)\.${namespace}\.svc(?:\.cluster\.local)?$`)
  const match = args.map((arg) => pattern.exec(arg)).find((found) => found !== null)
  if (match === undefined || match === null) return { args, file: undefined }
  const [, portName = '', service = ''] = match
  const interval = args.find((arg) => arg.startsWith('--store.sd-dns-interval='))?.split('=')[1] ?? '30s'
  const others = args.filter((arg) => !pattern.test(arg))
  return {
    args: [...others, `--endpoint.sd-config-file=${file}`, `--endpoint.sd-config-reload-interval=${interval}`],
    file,
    service,
    portName,
  }
}
