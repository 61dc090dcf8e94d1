/** Doing the courses of lines that write: ours first, then Java's, whose lines take seconds, side by side. */
import type {Effect} from './effects.js'
import type {JavaLineAnswer, OurAnswer} from './stage.js'
import type {Course, Step} from './writes.js'

/** What one of the two did with a line. */
export interface Side<A> {
  answer: A
  /** What was read back then; empty where nothing is. */
  effect: string
}

export interface Pair {
  ours: Side<OurAnswer>
  java: Side<JavaLineAnswer>
}

export interface Hands {
  ours(line: string, names: {twin: string}): Promise<OurAnswer>
  java(line: string, names: {twin: string}): Promise<JavaLineAnswer>
  effect(effect: Effect, names: {twin: string}): Promise<string>
}

/** The names that stand for `{twin}` on either side; where lines are compared, `both` stands for them. */
export interface Twins {
  ours: string
  java: string
  both: string
}

export const twins = ({name}: Course): Twins => ({
  ours: `${name}-twin-1`,
  java: `${name}-twin-2`,
  both: `${name}-twin-x`,
})

/** Every step's pair, as soon as it is there. */
export async function walkAll(
  courses: readonly Course[],
  wanted: (step: Step) => boolean,
  hands: Hands,
): Promise<Map<Step, Promise<Pair>>> {
  const pairs = new Map<Step, Promise<Pair>>()
  const walk = async <A>(course: Course, side: 'ours' | 'java', run: Hands[typeof side]) => {
    const names = {twin: twins(course)[side]}
    const sides: Side<A>[] = []
    for (const {line, effect} of course.steps.filter(wanted)) {
      const answer = (await run(line, names)) as A
      sides.push({answer, effect: effect === undefined ? '' : await hands.effect(effect, names)})
    }
    return sides
  }
  const ours = (course: Course) => walk<OurAnswer>(course, 'ours', hands.ours)
  const java = (course: Course) => walk<JavaLineAnswer>(course, 'java', hands.java)
  const put = (course: Course, walked: Promise<[Side<OurAnswer>[], Side<JavaLineAnswer>[]]>) => {
    for (const [at, step] of course.steps.filter(wanted).entries()) {
      const pair = walked.then(([left, right]) => ({
        ours: left[at] as Side<OurAnswer>,
        java: right[at] as Side<JavaLineAnswer>,
      }))
      pair.catch(() => {})
      pairs.set(step, pair)
    }
    return walked
  }

  const together = courses.filter(({alone}) => !alone)
  const done = new Map<Course, Side<OurAnswer>[]>()
  for (const course of together) done.set(course, await ours(course))
  const walking = together.map(course =>
    put(
      course,
      java(course).then(sides => [done.get(course) as Side<OurAnswer>[], sides]),
    ),
  )
  let before: Promise<unknown> = Promise.allSettled(walking)
  for (const course of courses.filter(({alone}) => alone)) {
    const walked = put(
      course,
      before.then(async () => [await ours(course), await java(course)]),
    )
    before = walked.catch(() => {})
  }
  return pairs
}
