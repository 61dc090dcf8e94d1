/** Bits of a message's sysFlag (Java `MessageSysFlag`). */
export const sysFlag = {
  compressed: 0x1,
  multiTags: 0x2,
  prepared: 0x4,
  commit: 0x8,
  rollback: 0xc,
  bornHostV6: 0x10,
  storeHostV6: 0x20,
  needUnwrap: 0x40,
  innerBatch: 0x80,
} as const

const transactionMask = 0xc
const compressionMask = 0x700

export type TransactionType = 'none' | 'prepared' | 'commit' | 'rollback'
const transactionTypes = ['none', 'prepared', 'commit', 'rollback'] as const

export const transactionType = (flag: number): TransactionType =>
  transactionTypes[(flag & transactionMask) >> 2] as TransactionType

export const withTransactionType = (flag: number, type: TransactionType): number =>
  (flag & ~transactionMask) | (transactionTypes.indexOf(type) << 2)

export type CompressionType = 'zlib' | 'lz4' | 'zstd'
const compressionValues = {lz4: 1, zstd: 2, zlib: 3} as const

/** How the body is compressed; undefined when it is not. A type of 0 means zlib: what writers before 4.9.3 leave unsaid. */
export function compressionType(flag: number): CompressionType | undefined {
  if ((flag & sysFlag.compressed) === 0) return undefined
  const value = (flag & compressionMask) >> 8
  return value === 1 ? 'lz4' : value === 2 ? 'zstd' : 'zlib'
}

/** The flag with the compressed bit and the type, as Java from 4.9.3 writes them; without a type both are cleared. */
export function withCompression(flag: number, type: CompressionType | undefined): number {
  const plain = flag & ~(sysFlag.compressed | compressionMask)
  return type === undefined ? plain : plain | sysFlag.compressed | (compressionValues[type] << 8)
}
