/** `thanos-lab VERB`, with the name of the lab where it is not the default one. */
export function command(verb: string, name: string): string {
  return `thanos-lab ${verb}${name === 'thanos-lab' ? '' : ` --name ${name}`}`
}
