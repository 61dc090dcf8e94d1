/** Compressed message bodies: a zlib stream, an LZ4 frame or a zstd frame, by the type in sysFlag. */
import * as zlib from 'node:zlib'
import {DecodeError} from '../../errors.js'
import {compressLz4, decompressLz4} from './lz4.js'
import type {CompressionType} from './sys-flag.js'

/** No body may grow beyond this; a broker takes 4 MiB by default. */
export const maxBodySize = 64 * 1024 * 1024

/** Throws {@link DecodeError} when `bytes` are not of that form or would grow beyond `limit`. */
export async function decompress(type: CompressionType, bytes: Buffer, limit = maxBodySize): Promise<Buffer> {
  try {
    switch (type) {
      case 'zlib':
        return zlib.inflateSync(bytes, {maxOutputLength: limit})
      case 'lz4':
        return decompressLz4(bytes, limit)
      case 'zstd':
        return await decompressZstd(bytes, limit)
    }
  } catch (error) {
    if (error instanceof DecodeError) throw error
    throw new DecodeError(`The body is not ${type}, or is larger than ${limit} bytes`, {cause: error})
  }
}

/** Level as Java's `rocketmq.message.compressLevel`: 1 to 9; LZ4 has none. */
export async function compress(type: CompressionType, bytes: Buffer, level = 5): Promise<Buffer> {
  switch (type) {
    case 'zlib':
      return zlib.deflateSync(bytes, {level})
    case 'lz4':
      return compressLz4(bytes)
    case 'zstd':
      return Buffer.from((await zstdModule()).compress(bytes, level))
  }
}

interface Zstd {
  compress(bytes: Buffer, level: number): Uint8Array
  decompress(bytes: Buffer, limit: number): Uint8Array
}

let loaded: Promise<Zstd> | undefined

/** Node's own zstd (from 22.15), else the WebAssembly build, which takes some milliseconds to load. */
function zstdModule(): Promise<Zstd> {
  loaded ??= nodeZstd() ?? wasmZstd()
  return loaded
}

function nodeZstd(): Promise<Zstd> | undefined {
  const native = zlib as unknown as {
    constants: Record<string, number>
    zstdCompressSync?(bytes: Buffer, options: {params: Record<number, number>}): Buffer
    zstdDecompressSync?(bytes: Buffer, options: {maxOutputLength: number}): Buffer
  }
  const {constants, zstdCompressSync, zstdDecompressSync} = native
  if (zstdCompressSync === undefined || zstdDecompressSync === undefined) return undefined
  const levelParameter = constants['ZSTD_c_compressionLevel'] as number
  return Promise.resolve({
    compress: (bytes, level) => zstdCompressSync(bytes, {params: {[levelParameter]: level}}),
    decompress: (bytes, limit) => zstdDecompressSync(bytes, {maxOutputLength: limit}),
  })
}

async function wasmZstd(): Promise<Zstd> {
  const {init, compress, decompress} = await import('@bokuweb/zstd-wasm')
  await init()
  return {
    compress,
    decompress(bytes, limit) {
      const announced = zstdContentSize(bytes)
      if (announced !== undefined && announced > limit)
        throw new DecodeError(`The body would be ${announced} bytes, more than ${limit}`)
      // Java writes frames without a size: a small buffer is tried before the largest one
      const guess = Math.min(limit, Math.max(1 << 20, bytes.length * 8))
      try {
        return decompress(bytes, {defaultHeapSize: guess})
      } catch (error) {
        if (guess === limit || announced !== undefined) throw error
        return decompress(bytes, {defaultHeapSize: limit})
      }
    },
  }
}

/** The content size that a zstd frame header announces (RFC 8878, 3.1.1.1). Throws {@link DecodeError} when there is no frame. */
function zstdContentSize(bytes: Buffer): number | undefined {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== 0xfd2fb528) throw new DecodeError('The body is not a zstd frame')
  const descriptor = bytes.readUInt8(4)
  const singleSegment = (descriptor >> 5) & 1
  const sizeBytes = [singleSegment, 2, 4, 8][descriptor >> 6] as number
  const at = 5 + (1 - singleSegment) + ([0, 1, 2, 4][descriptor & 3] as number)
  if (sizeBytes === 0) return undefined
  if (at + sizeBytes > bytes.length) throw new DecodeError('The zstd frame ends early')
  if (sizeBytes === 8) return Number(bytes.readBigUInt64LE(at))
  return bytes.readUIntLE(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0)
}

const decompressZstd = async (bytes: Buffer, limit: number): Promise<Buffer> => {
  const plain = (await zstdModule()).decompress(bytes, limit)
  return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength)
}
