/* Names of images. */

/** An image's name as containerd keeps it: `prometheus:v3` is `docker.io/library/prometheus:v3`. */
export function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const tagged = /[:@][^/]*$/.test(image) ? image : `${image}:latest`
  if (rest.length === 0) return `docker.io/library/${tagged}`
  return /[.:]|^localhost$/.test(first) ? tagged : `docker.io/${tagged}`
}

/** `quay.io/a/b:v1` is `MIRROR/quay.io/a/b:v1`. */
export function mirrored(image: string, imageMirror: string): string {
  return image.startsWith(`${imageMirror}/`) ? image : `${imageMirror}/${fullName(image)}`
}
