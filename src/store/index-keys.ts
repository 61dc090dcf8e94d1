/** Keys on their way into an index file: columns rather than objects, since there are one or two for every message. */
export class IndexKeys {
  length = 0
  hashes = new Int32Array(1024)
  physicalOffsets = new Float64Array(1024)
  storeTimestamps = new Float64Array(1024)

  push(hash: number, physicalOffset: number, storeTimestamp: number): void {
    if (this.length === this.hashes.length) this.resize(this.length * 2)
    this.hashes[this.length] = hash
    this.physicalOffsets[this.length] = physicalOffset
    this.storeTimestamps[this.length] = storeTimestamp
    this.length++
  }

  dropFirst(count: number): void {
    this.hashes.copyWithin(0, count, this.length)
    this.physicalOffsets.copyWithin(0, count, this.length)
    this.storeTimestamps.copyWithin(0, count, this.length)
    this.length -= count
    if (this.hashes.length > 8 * Math.max(1024, this.length)) this.resize(this.hashes.length / 8)
  }

  /** Commit log offsets, newest first. */
  find(hash: number, maxCount: number, begin: number, end: number): number[] {
    const found: number[] = []
    for (let i = this.length - 1; i >= 0 && found.length < maxCount; i--) {
      const time = this.storeTimestamps[i] as number
      if (this.hashes[i] === hash && time >= begin && time <= end) found.push(this.physicalOffsets[i] as number)
    }
    return found
  }

  private resize(size: number): void {
    const {hashes, physicalOffsets, storeTimestamps} = this
    this.hashes = new Int32Array(size)
    this.hashes.set(hashes.subarray(0, this.length))
    this.physicalOffsets = new Float64Array(size)
    this.physicalOffsets.set(physicalOffsets.subarray(0, this.length))
    this.storeTimestamps = new Float64Array(size)
    this.storeTimestamps.set(storeTimestamps.subarray(0, this.length))
  }
}
