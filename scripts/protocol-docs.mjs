// Writes docs/protocol.md from the request table; with --check only compares. Needs no build: esbuild bundles the sources.
import {readFile, writeFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = new URL('../docs/protocol.md', import.meta.url)

const {outputFiles} = await build({
  stdin: {
    contents: `export {protocolPage} from './scripts/protocol-page.ts'; export {requests} from './src/protocol/index.ts'`,
    resolveDir: root,
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
})
const {protocolPage, requests} = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
)

const text = protocolPage(requests)
if (!process.argv.includes('--check')) await writeFile(page, text)
else if ((await readFile(page, 'utf8').catch(() => '')) !== text) {
  console.error('docs/protocol.md is not what the request table says: run node scripts/protocol-docs.mjs')
  process.exitCode = 1
}
