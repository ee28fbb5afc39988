import type { TierCode } from './tiers.ts'
import { tierCode } from './tiers.ts'

/** Days since the last visit-day, visit-days, and fen in the window. */
export interface RfmValues {
  recency: number
  frequency: number
  monetary: number
}

/** The same for many customers, column by column: a million of them are three arrays, not a million objects. */
export interface RfmColumns {
  recency: Int32Array
  frequency: Int32Array
  /** Whole fen; exact up to 2^53. */
  monetary: Float64Array
}

export type RfmMode =
  | { kind: 'score-mean' }
  | { kind: 'value-mean' }
  /** High when recency ≤, frequency ≥, monetary ≥ these. */
  | { kind: 'fixed'; limits: RfmValues }
  /** Bands of the R package rfm; high and low by the mean of the scores. */
  | { kind: 'quantile5' }

/**
 * A calibration, frozen: everything needed to score one customer without looking at another.
 * `cuts` are four bounds for the scores 2 to 5. Ranked: a score is reached by being strictly better than its bound.
 * Banded: by reaching the bound (recency: by staying below it).
 */
export interface RfmThresholds {
  scoring: 'ranked' | 'banded'
  counted: number
  cuts: { recency: number[]; frequency: number[]; monetary: number[] }
  /** What is high: bounds on the scores, or on the values themselves. */
  high: { by: 'score' | 'value' } & RfmValues
}

export interface RfmScore {
  recencyScore: number
  frequencyScore: number
  monetaryScore: number
  code: TierCode
}

/** Scores one customer against a frozen calibration. */
export function scoreOne(values: RfmValues, thresholds: RfmThresholds): RfmScore {
  const { scoring, cuts, high } = thresholds
  const banded = scoring === 'banded'
  const recencyScore = banded
    ? 5 - countReached(values.recency, cuts.recency)
    : 1 + countPassed(-values.recency, cuts.recency, -1)
  const frequencyScore = banded
    ? 1 + countReached(values.frequency, cuts.frequency)
    : 1 + countPassed(values.frequency, cuts.frequency, 1)
  const monetaryScore = banded
    ? 1 + countReached(values.monetary, cuts.monetary)
    : 1 + countPassed(values.monetary, cuts.monetary, 1)
  const code = tierCode(
    high.by === 'score'
      ? {
          recency: recencyScore >= high.recency,
          frequency: frequencyScore >= high.frequency,
          monetary: monetaryScore >= high.monetary,
        }
      : {
          recency: values.recency <= high.recency,
          frequency: values.frequency >= high.frequency,
          monetary: values.monetary >= high.monetary,
        },
  )
  return { recencyScore, frequencyScore, monetaryScore, code }
}

/** The number a spreadsheet of the R package rfm shows: 100·R + 10·F + M. */
export function compositeScore(score: RfmScore): number {
  return 100 * score.recencyScore + 10 * score.frequencyScore + score.monetaryScore
}

function countPassed(value: number, cuts: number[], sign: 1 | -1): number {
  let passed = 0
  for (const cut of cuts) if (value > sign * cut) passed++
  return passed
}

function countReached(value: number, cuts: number[]): number {
  let reached = 0
  for (const cut of cuts) if (value >= cut) reached++
  return reached
}
