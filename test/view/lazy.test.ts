import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'
import {expect, it} from 'vitest'

it('loads packages only when a format needs them', async () => {
  const entryPoints = [fileURLToPath(new URL('../../src/view/render.ts', import.meta.url))]
  const {metafile} = await build({
    entryPoints,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    packages: 'external',
  })
  const imports = Object.values(metafile.inputs).flatMap(input => input.imports.filter(({external}) => external))
  const packages = imports.filter(({path}) => !path.startsWith('node:'))
  expect(new Set(packages.map(({path}) => path))).toEqual(new Set(['cli-table3', 'chalk', 'string-width', 'yaml']))
  expect(new Set(packages.map(({kind}) => kind))).toEqual(new Set(['dynamic-import']))
})
