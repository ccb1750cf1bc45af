export function Playground({ link }: { link?: string | undefined }) {
  return <p>{link}</p>
}
