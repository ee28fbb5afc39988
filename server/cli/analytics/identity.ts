import { measureExact, measureOwn, measurePublished, readFebrl } from '../../domain/identity/febrl.ts'
import { atLeast, equal, near, type Row, type Section } from './section.ts'

const PUBLISHED = [
  {
    name: 'febrl1',
    people: 500,
    pairs: 500,
    candidates: 2082,
    kept: 317,
    recall: 0.634,
    same: 450,
    sameRecall: 0.9,
  },
  {
    name: 'febrl2',
    people: 4000,
    pairs: 1934,
    candidates: 48_883,
    kept: 1153,
    recall: 0.5962,
    same: 1686,
    sameRecall: 0.8718,
  },
] as const

/** §10: the published rule to the pair, and our own matcher against its goal. */
export const identitySection: Section = {
  name: '10 Identity',
  run: (read) =>
    PUBLISHED.flatMap(({ name, ...expected }): Row[] => {
      const records = readFebrl(read(`${name}.csv`))
      const published = measurePublished(records)
      const exact = measureExact(records, 'soc_sec_id')
      const own = measureOwn(records)
      return [
        equal(`${name} people`, published.people, expected.people),
        equal(`${name} true pairs`, published.truePairs, expected.pairs),
        equal(`${name} candidates by given name`, published.candidates, expected.candidates),
        ...(name === 'febrl1'
          ? [equal('febrl1 sums 6/5/4/3/2/1', published.sums.join(), '142,145,30,9,376,1380')]
          : []),
        equal(`${name} pairs of the published rule`, published.kept, expected.kept),
        equal(`${name} of them true`, published.keptTrue, expected.kept),
        near(`${name} recall of the published rule`, published.recall, expected.recall, 0.0001),
        equal(`${name} pairs by equal soc_sec_id`, exact.kept, expected.same),
        equal(`${name} of them true by soc_sec_id`, exact.keptTrue, expected.same),
        near(
          `${name} recall by soc_sec_id`,
          exact.keptTrue / published.truePairs,
          expected.sameRecall,
          0.0001,
        ),
        atLeast(`${name} own matcher F1`, own.f1, 0.985),
        atLeast(`${name} own matcher precision`, own.precision, 0.998),
      ]
    }),
}
