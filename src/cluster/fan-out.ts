/** One question to many targets at once, with a bound; what failed is kept beside what answered. */
import {asMqError, type Failure, PartialError} from '../errors.js'

export interface Answers<T> {
  answers: T[]
  failures: Failure[]
  /** How many of those asked answered, where an answer is not one of them: what failed and what did not count in one unit. */
  answered?: number
}

export const concurrency = 16

/**
 * Asks all targets, at most `limit` at a time, in the order of the list. A target that throws becomes a failure named by
 * `label`; only an interrupt ends everything.
 */
export async function fanOut<T, R>(
  targets: readonly T[],
  label: (target: T) => string,
  ask: (target: T) => Promise<R>,
  limit = concurrency,
): Promise<Answers<R>> {
  const results: ({value: R} | {failure: Failure})[] = new Array(targets.length)
  let next = 0
  const worker = async () => {
    for (let index = next++; index < targets.length; index = next++) {
      const target = targets[index] as T
      try {
        results[index] = {value: await ask(target)}
      } catch (thrown) {
        const error = asMqError(thrown)
        if (error.code === 'INTERRUPTED') throw error
        results[index] = {failure: {target: label(target), error}}
      }
    }
  }
  await Promise.all(Array.from({length: Math.min(limit, targets.length)}, worker))
  return {
    answers: results.flatMap(result => ('value' in result ? [result.value] : [])),
    failures: results.flatMap(result => ('failure' in result ? [result.failure] : [])),
  }
}

/** {@link fanOut} over targets that carry their label. */
export const askEach = <T extends {label: string}, R>(
  targets: readonly T[],
  ask: (target: T) => Promise<R>,
): Promise<Answers<R>> => fanOut(targets, ({label}) => label, ask)

/** For questions where every target must answer: the answers, or the one failure, or a {@link PartialError}. */
export function allOf<T>({answers, failures}: Answers<T>): T[] {
  const [first] = failures
  if (first === undefined) return answers
  if (failures.length === 1 && answers.length === 0) throw first.error
  throw new PartialError(failures, answers.length)
}
