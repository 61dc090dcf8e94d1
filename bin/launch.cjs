// Loads the bundle through V8's code cache. A cache that is missing or rejected costs time, nothing else.
const {readFileSync, writeFileSync, renameSync} = require('node:fs')
const {join} = require('node:path')
const {Script} = require('node:vm')

const filename = join(__dirname, '..', 'dist', 'mqadmin.cjs')

/** `entry` names which of the bundle's entries to run. */
module.exports = function launch(entry) {
  const mode = process.env.MQADMIN_CODE_CACHE
  // a detached node needs other functions and runs with flags of its own, by which V8 tells caches apart
  const cacheFile = join(__dirname, '..', 'dist', entry === 'embeddedNode' ? 'node.cache' : 'mqadmin.cache')
  const source = read(filename, 'latin1')
  if (source === undefined) {
    process.stderr.write('error: mqadmin is not built\n  next: npm run build\n')
    process.exitCode = 1
    return
  }
  const cachedData = mode === 'off' ? undefined : read(cacheFile)
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename,
    cachedData,
  })
  const usable = cachedData !== undefined && !script.cachedDataRejected
  if (mode === 'check' && !usable) throw new Error('the code cache was rejected')
  if (mode !== 'off' && (!usable || mode === 'write')) process.once('exit', () => remake(script, cacheFile))
  const module = {exports: {}}
  script.runInThisContext()(module.exports, require, module, filename, join(__dirname, '..', 'dist'))
  module.exports[entry](process.argv.slice(2))
}

function read(file, encoding) {
  try {
    return readFileSync(file, encoding)
  } catch {
    return undefined
  }
}

/** Written beside and moved into place; a folder that cannot be written to keeps what it has. */
function remake(script, cacheFile) {
  try {
    const draft = `${cacheFile}.${process.pid}`
    writeFileSync(draft, script.createCachedData())
    renameSync(draft, cacheFile)
  } catch {}
}
