/** Numbers for eyes: sizes, spans, rates, counts. Times are in `time.ts`. */

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** `1536` → `1.5 KiB`. */
export function formatBytes(size: number | bigint): string {
  let value = Number(size)
  let unit = 0
  // 1023.95 is what one decimal would round up to the next unit
  while (Math.abs(value) >= (unit === 0 ? 1024 : 1023.95) && unit < byteUnits.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${byteUnits[unit]}`
}

/** `5400000` → `1h30m`: the two largest units, in the form that flags take. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < 1000) return `${Math.round(ms)}ms`
  if (ms < 60_000) return `${trimZeros((Math.floor(ms / 10) / 100).toFixed(2))}s`
  const seconds = Math.floor(ms / 1000)
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${days}d${hours > 0 ? `${hours}h` : ''}`
  if (hours > 0) return `${hours}h${minutes > 0 ? `${minutes}m` : ''}`
  return `${minutes}m${seconds % 60 > 0 ? `${seconds % 60}s` : ''}`
}

/** `1234.56` → `1,235/s`: three digits that matter. */
export function formatRate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return '-'
  const size = Math.abs(perSecond)
  const decimals = size === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2
  return `${formatCount(perSecond.toFixed(decimals))}/s`
}

/** `1234567` → `1,234,567`. */
export const formatCount = (value: number | bigint | string): string =>
  String(value).replace(/^(-?\d+)/, digits => digits.replace(/\B(?=(\d{3})+$)/g, ','))

/** `lastUpdated` → `last updated`, `brokerIP` → `broker IP`. */
export const words = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map(word => (/^[A-Z\d]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(' ')

const trimZeros = (text: string): string => text.replace(/\.?0+$/, '')
