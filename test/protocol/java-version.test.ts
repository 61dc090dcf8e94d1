/** Numbers as `MQVersion.Version.values()` of 5.5.0 has them. */
import {expect, it} from 'vitest'
import {javaVersionName} from '../../src/protocol/java-version.js'

it.each([
  [16, 'V3_0_1_SNAPSHOT'],
  [45, 'V3_0_15'],
  [46, 'V3_1_0_SNAPSHOT'],
  [86, 'V3_3_1_SNAPSHOT'],
  [211, 'V3_9_9'],
  [212, 'V4_0_0_SNAPSHOT'],
  [407, 'V4_9_7'],
  [409, 'V4_9_8'],
  [411, 'V4_9_9'],
  [412, 'V5_0_0_SNAPSHOT'],
  [479, 'V5_3_3'],
  [513, 'V5_5_0'],
  [611, 'V5_9_9'],
  [612, 'HIGHER_VERSION'],
  [9999, 'HIGHER_VERSION'],
  [0, 'V3_0_0'],
  [-1, 'V3_0_0'],
])('%i is %s', (ordinal, name) => expect(javaVersionName(ordinal)).toBe(name))
