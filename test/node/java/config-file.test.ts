import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {formatProperties, parseProperties} from '../../../src/node/java/config-file.js'

const read = (text: string) => [...parseProperties(text)]

describe('a properties file', () => {
  it('is read as Java reads it', () => {
    const text = [
      '# comment',
      '  ! comment too',
      'brokerName = broker-a',
      'a:b',
      'blank separated value ',
      'path=C:\\\\store\\ttab',
      'long = one \\',
      '   two\\',
      '   three',
      'even=back\\\\',
      'umlaut=\\u00e4',
      'key\\ with\\=signs=x=y',
      'empty=',
      'alone',
      'brokerName=broker-b',
    ].join('\r\n')
    expect(read(text)).toEqual([
      ['brokerName', 'broker-b'],
      ['a', 'b'],
      ['blank', 'separated value '],
      ['path', 'C:\\store\ttab'],
      ['long', 'one twothree'],
      ['even', 'back\\'],
      ['umlaut', 'ä'],
      ['key with=signs', 'x=y'],
      ['empty', ''],
      ['alone', ''],
    ])
  })

  it('gives back whatever was written, in plain ASCII', () => {
    const texts = fc.string({unit: 'binary'})
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            texts.filter(key => key !== ''),
            texts,
          ),
        ),
        pairs => {
          const properties = new Map(pairs)
          const text = formatProperties(properties)
          expect(text).toMatch(/^[ -~\n]*$/)
          expect(parseProperties(text)).toEqual(properties)
        },
      ),
    )
  })
})
