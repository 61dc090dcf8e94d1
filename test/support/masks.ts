/**
 * What varies from run to run and is therefore not compared. A mask names the column or the label it covers; a column keeps its
 * width, so that alignment is still compared. Nothing that was seeded is ever masked.
 */

export type Mask = (text: string) => string

export const covered = (text: string): string => '~'.repeat(text.length)

/**
 * Cells below a header, where columns are parted by two blanks or more; with the padding on the side where it is. A last cell has no
 * padding and no width to keep.
 */
export function column(header: string, aligned: 'left' | 'right' = 'left'): Mask {
  const cell = aligned === 'left' ? /\S+(?: \S+)* */g : / *\S+(?: \S+)*/g
  return text => {
    let at = -1
    return text
      .split('\n')
      .map(line => {
        const cells = line.match(cell) ?? []
        const found = cells.findIndex(word => word.trim() === header)
        if (found >= 0) at = found
        else if (at >= 0 && cells.length > at)
          return cells
            .map((word, index) => (index !== at ? word : index === cells.length - 1 ? '~' : covered(word)))
            .join('')
        return line
      })
      .join('\n')
  }
}

/** What the group of the pattern takes, outside of columns: it has no width to keep. */
export const value =
  (pattern: RegExp): Mask =>
  text =>
    text.replace(pattern, (all: string, found: string) => all.replace(found, '~'))

/** The rows below a header, up to an empty line, as a set. */
export const anyOrder =
  (header: string): Mask =>
  text =>
    text.replace(
      new RegExp(`^(${header}.*\n)((?:.+\n)+)`, 'm'),
      (_, head: string, rows: string) => `${head}${rows.split('\n').slice(0, -1).sort().join('\n')}\n`,
    )

// called by the moment, in a folder of each tool's own
const mappingFiles = value(/written to file (\S+)$/gm)
const spentTimeMills = value(/spentTimeMills=(\d+)/g)

/** Java command → what of its output is covered. */
export const masks: Readonly<Record<string, readonly Mask[]>> = {
  // secrets, which are not printed here
  getUser: [column('#Password')],
  listUser: [column('#Password')],
  getAclConfig: [value(/^ {2}secretKey +: (.+)$/gm)],
  // where nothing waits, the moment of the line; else how long ago that is
  getLiteGroupInfo: [value(/Timestamp: (\d+) \(0 s ago\)/g), value(/\((\d+) s ago\)/g)],
  // Java tells the rate of the last minute of a group that has no members any more
  consumerProgress: [value(/ OFFLINE +(\d+) /g)],
  // hours since the oldest message, to the hundredth: it moves between the two runs
  clusterList: [column('#Hour')],
  // a HashSet of objects without a hash of their own: another order in each JVM
  consumerConnection: [anyOrder('#ClientId')],
  // how long each message took
  checkMsgSendRT: [column('#RT'), value(/Avg RT: (\S+)/g)],
  // given by the client anew with each message
  sendMessage: [column('#MsgId')],
  // a folder of that name is made at that millisecond; clients in the order of their objects
  consumerStatus: [value(/ (\d{13})\//g), value(/^(\d+) +\S+@/gm), anyOrder('#Index')],
  // the moment of the line
  resetOffsetByTime: [value(/timestamp\(string\)\[now\], timestamp\(long\)\[(\d+)\]/g)],
  updateStaticTopic: [mappingFiles],
  remappingStaticTopic: [mappingFiles],
  // how long the consumer took
  queryMsgById: [spentTimeMills],
  queryMsgByUniqueKey: [spentTimeMills],
}

export const masked = (command: string, text: string): string =>
  (masks[command] ?? []).reduce((masked, mask) => mask(masked), text)
