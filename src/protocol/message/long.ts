/** 64-bit integers as numbers, for offsets and times: exact within 2^53, so compare with `Number.isSafeInteger` where it matters. */
export const readLong = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)

export function writeLong(bytes: Buffer, value: number, at: number): void {
  const low = value >>> 0
  bytes.writeInt32BE((value - low) / 0x1_0000_0000, at)
  bytes.writeUInt32BE(low, at + 4)
}
