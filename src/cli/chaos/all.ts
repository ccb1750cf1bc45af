/** The word that stands for every scenario of the package. */
export const ALL = 'all'
