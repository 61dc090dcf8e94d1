/**
 * What varies from run to run and is therefore not compared. A mask names the column or the label it covers and keeps its width,
 * so that alignment is still compared. Nothing that was seeded is ever masked.
 */

export type Mask = (text: string) => string

const covered = (text: string): string => '~'.repeat(text.length)

/** Cells below a header word, in lines whose columns are parted by blanks; with the padding on the side where it is. */
function column(header: string, aligned: 'left' | 'right' = 'left'): Mask {
  const cell = aligned === 'left' ? /\S+ */g : / *\S+/g
  return text => {
    let at = -1
    return text
      .split('\n')
      .map(line => {
        const cells = line.match(cell) ?? []
        const found = cells.findIndex(word => word.trim() === header)
        if (found >= 0) at = found
        else if (at >= 0 && cells.length > at)
          return cells.map((word, index) => (index === at ? covered(word) : word)).join('')
        return line
      })
      .join('\n')
  }
}

/** Java command → what of its output is covered. */
export const masks: Readonly<Record<string, readonly Mask[]>> = {
  // hours since the oldest message, to the hundredth: it moves between the two runs
  clusterList: [column('#Hour')],
}

export const masked = (command: string, text: string): string =>
  (masks[command] ?? []).reduce((masked, mask) => mask(masked), text)
