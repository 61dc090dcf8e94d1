import {describe, expect, it} from 'vitest'
import type {Dependency} from '../../../src/node/install/pom.js'
import {Repository} from '../../../src/node/install/repository.js'
import {resolveRuntime} from '../../../src/node/install/resolve.js'
import {dependencies, dependency, type FakeRepository, fakeRepository} from './repository.js'

const root = (coordinates: string): Dependency => {
  const [group = '', artifact = '', version = ''] = coordinates.split(':')
  return {group, artifact, version, type: 'jar', classifier: '', scope: 'compile', optional: false, exclusions: []}
}

async function resolved(repository: FakeRepository, ...roots: string[]): Promise<string[]> {
  const found = await resolveRuntime(new Repository(repository.url), roots.map(root))
  return found
    .map(({artifact, version, classifier}) => [artifact, version, classifier].filter(Boolean).join(':'))
    .sort()
}

describe('the run-time dependencies', () => {
  it('of several versions are the nearest, the first at equal distance', async () => {
    const repository = await fakeRepository()
    repository.add('g:app:1', dependencies(dependency('g:left:1'), dependency('g:right:1')))
    repository.add('g:left:1', dependencies(dependency('g:deep:1'), dependency('g:twice:1')))
    repository.add('g:right:1', dependencies(dependency('g:twice:2'), dependency('g:far:2')))
    repository.add('g:deep:1', dependencies(dependency('g:far:1')))
    for (const each of ['g:twice:1', 'g:far:2']) repository.add(each, '')
    expect(await resolved(repository, 'g:app:1')).toEqual(['app:1', 'deep:1', 'far:2', 'left:1', 'right:1', 'twice:1'])
  })

  it('are those of compile and run time, not optional, not excluded', async () => {
    const repository = await fakeRepository()
    const exclusions = '<exclusion><groupId>g</groupId><artifactId>bad</artifactId></exclusion>'
    repository.add(
      'g:app:1',
      dependencies(
        dependency('g:test:1', {scope: 'test'}),
        dependency('g:provided:1', {scope: 'provided'}),
        dependency('g:optional:1', {optional: 'true'}),
        dependency('g:native:1', {scope: 'runtime', classifier: 'linux'}),
        dependency('g:lib:1', {exclusions}),
      ),
    )
    repository.add('g:native:1', '', 'linux')
    repository.add('g:lib:1', dependencies(dependency('g:below:[1]')))
    repository.add('g:below:1', dependencies(dependency('g:bad:1')))
    expect(await resolved(repository, 'g:app:1')).toEqual(['app:1', 'below:1', 'lib:1', 'native:1:linux'])
  })

  it('take versions from parents, properties and imported lists', async () => {
    const repository = await fakeRepository()
    const managed = (list: string) => `<dependencyManagement>${list}</dependencyManagement>`
    const parent = (name: string) =>
      `<parent><groupId>g</groupId><artifactId>${name}</artifactId><version>1</version></parent>`
    repository.add(
      'g:app:1',
      parent('mother') +
        dependencies(
          dependency('g:a'),
          dependency('g:b'),
          dependency('g:c'),
          dependency('g:app-extra:${project.version}'),
        ),
    )
    repository.add(
      'g:mother:1',
      `${parent('grandmother')}<properties><a.version>2</a.version></properties>${managed(dependencies(dependency('g:a:${a.version}'), dependency('g:list:3', {type: 'pom', scope: 'import'})))}`,
    )
    repository.add(
      'g:grandmother:1',
      `<properties><a.version>1</a.version></properties>${managed(dependencies(dependency('g:b:4')))}${dependencies(dependency('g:inherited:1'))}`,
    )
    repository.add(
      'g:list:3',
      `<properties><x>5</x></properties>${managed(dependencies(dependency('g:c:${x}'), dependency('g:b:9')))}`,
    )
    for (const each of ['g:a:2', 'g:b:4', 'g:c:5', 'g:inherited:1', 'g:app-extra:1']) repository.add(each, '')
    expect(await resolved(repository, 'g:app:1')).toEqual(['a:2', 'app-extra:1', 'app:1', 'b:4', 'c:5', 'inherited:1'])
  })

  it.each([
    ['a range', dependency('g:x:[1,2)'), 'not one version'],
    ['an unknown property', dependency('g:x:${nope}'), 'not one version'],
    ['a project that is not there', dependency('g:x:1'), 'does not have it'],
  ])('with %s cannot be resolved', async (_, below, message) => {
    const repository = await fakeRepository()
    repository.add('g:app:1', dependencies(below))
    await expect(resolved(repository, 'g:app:1')).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining(message),
    })
  })
})
