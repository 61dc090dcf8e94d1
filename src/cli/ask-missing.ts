/** Asks a person for required options that the line lacks: from a list of what there is, where that can be told. */
import type {Command} from '@oclif/core'
import type {OwnFlag, OwnFlags} from './argv/option-set.js'
import type {MissingOptions} from './argv/required.js'
import {askChoice, askName, askSecret, askText, askYes} from './ask.js'
import {namesOf} from './completion/names.js'
import {settingsIn, thingOf} from './completion/values.js'
import type {Io} from './io.js'

/** The run with an option for each that was missing. */
export async function askMissing(
  {missing, run}: MissingOptions,
  flags: OwnFlags,
  io: Io,
): Promise<MissingOptions['run']> {
  const argv = [...run.argv]
  for (const options of missing) {
    const [first] = options
    const several = options.map(({flag, title}) => ({value: flag, name: `${title}  ${summaryOf(flags[flag])}`}))
    const flag = several.length === 1 ? first?.flag : await askChoice(io, 'One of these is needed:', several)
    if (flag !== undefined) argv.push(await tokenOf(flag, several.length > 1))
  }
  return {...run, argv}

  async function tokenOf(flag: string, chosen: boolean): Promise<string> {
    const definition = flags[flag]
    const message = `${summaryOf(definition)} (--${flag})`
    if (definition?.type === 'boolean') return chosen || (await askYes(io, message)) ? `--${flag}` : `--no-${flag}`
    return `--${flag}=${await answerFor(flag, message, (definition as Command.Flag.Any & {options?: string[]})?.options)}`
  }

  async function answerFor(flag: string, message: string, options: readonly string[] | undefined): Promise<string> {
    if (options !== undefined)
      return askChoice(
        io,
        message,
        options.map(value => ({value, name: value})),
      )
    if (/password|secret/.test(flag)) return askSecret(io, message)
    const thing = thingOf(flag, run.id)
    const names = thing === undefined ? [] : await namesOf(thing, settingsIn(givenIn(argv)), io)
    return names.length > 0 ? askName(io, message, names) : askText(io, message, {needed: true})
  }
}

const summaryOf = (flag: OwnFlag | undefined): string =>
  String((flag as Command.Flag.Any | undefined)?.summary ?? '').replace(/\.$/, '')

/** The tokens of {@link MissingOptions.run}, by flag. */
function givenIn(argv: readonly string[]): Map<string, string[]> {
  const given = new Map<string, string[]>()
  for (const token of argv) {
    const [, name = '', value = 'true'] = /^--([^=]+)(?:=(.*))?$/s.exec(token) ?? []
    given.set(name, [...(given.get(name) ?? []), value])
  }
  return given
}
