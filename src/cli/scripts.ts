/** The further bins: the distribution's own scripts, over the nodes of this machine. */
import {asMqError, exitStatus, UsageError} from '../errors.js'
import {splitAddresses} from '../remoting/address.js'
import {type Io, print} from './io.js'
import {reportError} from './report-error.js'

/** Runs one line of a script and returns its exit status. */
export async function script(
  name: 'mqnamesrv' | 'mqbroker' | 'mqshutdown',
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const [{Nodes}, {nodeSettings}, {runScript, shutDown}] = await Promise.all([
    import('../node/nodes.js'),
    import('../node/settings.js'),
    import('../node/distribution.js'),
  ])
  const nodes = new Nodes(nodeSettings(io.env))
  const say = (line: string) => void print(io.stdout, `${line}\n`)
  try {
    if (name === 'mqshutdown') {
      const [what, ...more] = argv
      if (what === undefined || more.length > 0)
        throw new UsageError('usage: mqshutdown broker|namesrv|proxy|controller')
      await shutDown(what, nodes, say)
    } else {
      const nameServers = splitAddresses(io.env['NAMESRV_ADDR'] ?? '')
      const which = name === 'mqbroker' ? 'broker' : 'namesrv'
      await runScript(which, argv, {nodes, signal: io.signal, print: say, nameServers})
    }
    return exitStatus.done
  } catch (thrown) {
    const error = asMqError(thrown)
    await print(io.stderr, reportError(error, {json: false, verbose: false}))
    return error.status
  } finally {
    await nodes.close()
  }
}
