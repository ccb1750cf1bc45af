/** What work tells a person while it goes on. How it is shown is the command line's matter. */
export interface Progress {
  /** A named piece of work; steps may overlap and nest. `note` replaces the step's second line (a percentage, a wait's reason). */
  step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>
  /** A line that stays. */
  say(text: string): void
  warn(text: string): void
  /** Draws a picture in place, below the step that goes on; the next one replaces it. Left out where nothing can be drawn so. */
  draw?(picture: Picture): void
}

/** The lines of a picture for a space of so many columns and lines. It is asked again when the terminal is resized. */
export type Picture = (space: { width: number; height: number }) => readonly string[]

/** For callers that show nothing. */
export const silent: Progress = {
  step: (_title, work) => work(() => {}),
  say: () => {},
  warn: () => {},
}
