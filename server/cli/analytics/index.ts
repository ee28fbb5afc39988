import { attritionSection } from './attrition.ts'
import { combinationSection } from './combinations.ts'
import { experimentSection } from './experiments.ts'
import { identitySection } from './identity.ts'
import { nextVisitSection } from './next-visit.ts'
import { pushTimeSection } from './push-time.ts'
import { responseSection } from './response.ts'
import { rfmSection } from './rfm.ts'
import type { Section } from './section.ts'

/** The sections of the specification that name figures to reach, in its order. */
export const sections: readonly Section[] = [
  rfmSection,
  attritionSection,
  nextVisitSection,
  combinationSection,
  responseSection,
  experimentSection,
  pushTimeSection,
  identitySection,
]
