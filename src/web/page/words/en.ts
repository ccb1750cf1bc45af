/* What the page says, in English. Every other language has the same words, by the type of these: a missing one does not compile. */

export const en = {
  title: 'thanos-lab: how Thanos Query merges replicas',
  header: {
    views: 'Views',
    names: {
      stage: 'Stage',
      why: 'Why',
      prediction: 'Prediction',
      scenarios: 'Scenarios',
      runs: 'Runs',
      playground: 'Playground',
    },
    large: 'Large',
    help: 'Help',
    lost: 'no connection to the server: what is shown may be old',
    backToLab: 'Back to the lab',
    here: (utc: string, local: string) => `${utc}, ${local} here`,
  },
  keys: {
    title: 'Keys',
    views: ['1 to 6', 'stage, why, prediction, scenarios, runs, playground'] as [key: string, does: string],
    samples: 'from sample to sample',
    rows: 'from row to row',
    gaps: 'from gap to gap',
    space: 'space',
    replay: 'replay, or pause it',
    large: 'large text, for a projector',
    language: 'the other language: English or 中文',
    heal: 'heal every open fault',
    help: 'this help',
  },
}

export type Words = typeof en
