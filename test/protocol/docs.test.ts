import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {protocolPage} from '../../scripts/protocol-page.js'
import {requests} from '../../src/protocol/index.js'

test('docs/protocol.md says what the table says (node scripts/protocol-docs.mjs)', async () => {
  const written = await readFile(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
  expect(protocolPage(requests)).toBe(written)
})
