/** Maven project files, as far as the resolution of run-time dependencies needs them: parents, properties, managed versions. */
import {MqError} from '../../errors.js'
import type {Coordinates, Repository} from './repository.js'
import {child, children, type Element, parseXml, textOf} from './xml.js'

export interface Dependency extends Coordinates {
  type: string
  classifier: string
  scope: string
  optional: boolean
  /** `group:artifact`, either may be `*`. */
  exclusions: string[]
}

/** Everything inherited and managed, nothing left to fill in. */
export interface EffectivePom {
  dependencies: Dependency[]
  managed: Map<string, Dependency>
}

interface RawPom {
  coordinates: Coordinates
  parent?: Coordinates
  properties: Map<string, string>
  managed: Element[]
  dependencies: Element[]
}

const maxParents = 20

export const dependencyKey = ({group, artifact, type, classifier}: Omit<Dependency, 'version'>): string =>
  `${group}:${artifact}:${type}:${classifier}`

export class PomReader {
  private readonly raw = new Map<string, Promise<RawPom>>()
  private readonly effective = new Map<string, Promise<EffectivePom>>()

  constructor(private readonly repository: Repository) {}

  read(coordinates: Coordinates): Promise<EffectivePom> {
    return cached(this.effective, coordinates, () => this.build(coordinates))
  }

  /** Values are filled in with the properties of the youngest project, after all parents were merged, as Maven does. */
  private async build(coordinates: Coordinates): Promise<EffectivePom> {
    const lineage: RawPom[] = []
    for (let next: Coordinates | undefined = coordinates; next; next = lineage.at(-1)?.parent) {
      if (lineage.length > maxParents) throw unreadable(coordinates, 'its parents do not end')
      lineage.push(await this.load(next))
    }
    const [own] = lineage as [RawPom]
    const properties = new Map(lineage.toReversed().flatMap(pom => [...pom.properties]))
    for (const prefix of ['project.', 'pom.', '']) {
      properties.set(`${prefix}groupId`, own.coordinates.group)
      properties.set(`${prefix}artifactId`, own.coordinates.artifact)
      properties.set(`${prefix}version`, own.coordinates.version)
      if (own.parent) properties.set(`${prefix}parent.version`, own.parent.version)
      if (own.parent) properties.set(`${prefix}parent.groupId`, own.parent.group)
    }
    const fill = (text: string) => interpolate(text, properties)
    const managed = new Map<string, Dependency>()
    const imports: Dependency[] = []
    for (const element of lineage.flatMap(pom => pom.managed)) {
      const dependency = dependencyOf(element, fill)
      if (dependency.scope === 'import') imports.push(dependency)
      else addNew(managed, dependency)
    }
    for (const each of imports) {
      for (const dependency of (await this.read(each)).managed.values()) addNew(managed, dependency)
    }
    const dependencies = new Map<string, Dependency>()
    for (const element of lineage.flatMap(pom => pom.dependencies)) {
      const dependency = dependencyOf(element, fill)
      addNew(dependencies, manage(dependency, managed.get(dependencyKey(dependency))))
    }
    return {dependencies: [...dependencies.values()], managed}
  }

  private load(coordinates: Coordinates): Promise<RawPom> {
    return cached(this.raw, coordinates, async () => {
      const bytes = await this.repository.file(coordinates, 'pom')
      if (!bytes) throw unreadable(coordinates, `${this.repository.url} does not have it`)
      const project = parseXml(bytes.toString('utf8'))
      const parent = child(project, 'parent')
      const management = child(project, 'dependencyManagement')
      return {
        coordinates,
        ...(parent && {
          parent: {
            group: textOf(parent, 'groupId'),
            artifact: textOf(parent, 'artifactId'),
            version: textOf(parent, 'version'),
          },
        }),
        properties: new Map(child(project, 'properties')?.children.map(({name, text}) => [name, text.trim()])),
        managed: children(management && child(management, 'dependencies'), 'dependency'),
        dependencies: children(child(project, 'dependencies'), 'dependency'),
      }
    })
  }
}

function dependencyOf(element: Element, fill: (text: string) => string): Dependency {
  const value = (name: string, otherwise = '') => fill(textOf(element, name)) || otherwise
  return {
    group: value('groupId'),
    artifact: value('artifactId'),
    version: value('version'),
    type: value('type', 'jar'),
    classifier: value('classifier'),
    scope: value('scope'),
    optional: value('optional') === 'true',
    exclusions: children(child(element, 'exclusions'), 'exclusion').map(
      each => `${fill(textOf(each, 'groupId'))}:${fill(textOf(each, 'artifactId')) || '*'}`,
    ),
  }
}

function manage(dependency: Dependency, by: Dependency | undefined): Dependency {
  return {
    ...dependency,
    version: dependency.version || by?.version || '',
    scope: dependency.scope || by?.scope || 'compile',
    exclusions: dependency.exclusions.length > 0 ? dependency.exclusions : (by?.exclusions ?? []),
  }
}

/** Unknown names stay as they are: only if such a value is used does it matter. */
function interpolate(text: string, properties: ReadonlyMap<string, string>, depth = 0): string {
  if (depth > 20 || !text.includes('${')) return text
  const filled = text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => properties.get(name.trim()) ?? whole)
  return filled === text ? text : interpolate(filled, properties, depth + 1)
}

function addNew(map: Map<string, Dependency>, dependency: Dependency): void {
  const key = dependencyKey(dependency)
  if (!map.has(key)) map.set(key, dependency)
}

function cached<T>(
  map: Map<string, Promise<T>>,
  {group, artifact, version}: Coordinates,
  make: () => Promise<T>,
): Promise<T> {
  const key = `${group}:${artifact}:${version}`
  const known = map.get(key) ?? make()
  map.set(key, known)
  return known
}

function unreadable({group, artifact, version}: Coordinates, why: string): MqError {
  return new MqError('NODE_FAILED', `The Maven project ${group}:${artifact}:${version} cannot be read: ${why}`)
}
