/** A text for a label set, the same in whatever order its labels are. */
export function labelsKey(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The matcher of a label that has a value; a name that PromQL would not read bare is quoted. */
export function labelMatcher(name: string, value: string): string {
  return `${/^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(value)}`
}

/** The selector of the series that has all of these labels. */
export function seriesSelector(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => labelMatcher(name, value))
    .join(',')}}`
}
