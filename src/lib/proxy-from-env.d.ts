declare module 'proxy-from-env' {
  /** The URL of the proxy that the environment names for a URL; '' where it names none, or NO_PROXY names the host. */
  export function getProxyForUrl(url: string): string
}
