import {readFileSync} from 'node:fs'

export interface DeclaredOption {
  short?: string
  long: string
  arg: boolean
  required?: boolean
  group?: string
  groupRequired?: boolean
  shadowedBy?: string
  redeclares?: string
}

export interface DeclaredCommand {
  name: string
  alias?: string
  ours: string
  versions: string[]
  options: DeclaredOption[]
}

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8')) as T
}

export const inventory = readFixture<{commands: DeclaredCommand[]}>('inventory.json').commands
