// Builds everything that runs: the library (dist/, ESM) and the bundle with its code cache. It also writes the generated files that are
// kept in the repository (command table, manifest, docs), unless --untouched: tests and CI must not mend what they check.
import {execFile, execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const at = path => `${root}${path}`

const script = name => execFileSync(process.execPath, [`scripts/${name}`], {cwd: root, stdio: 'inherit'})
const generate = !process.argv.includes('--untouched')
if (generate) script('commands-index.mjs')
if (!process.argv.includes('--bundle-only'))
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  })

/** Packages that few commands need: each is a file of its own, loaded when it is asked for. */
const aside = ['inquirer', 'ora', 'yaml', 'cli-table3', 'chalk', 'string-width', '@bokuweb/zstd-wasm']
const asideFile = name => `${name.replace(/[@/]/g, '-').replace(/^-/, '')}.cjs`

// an importer in a package of ES modules takes the whole of what it requires for the default export
const asCommonJs = name =>
  `const all = require('${name}'); module.exports = all.__esModule ? Object.assign(all.default ?? {}, all) : all`

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  charset: 'ascii',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
}

/**
 * The modules of @oclif/core require each other as soon as they are loaded. Here a required name becomes a function that
 * requires when it is first called, and what only its own command loader and help need is left out.
 */
const lazyOclif = {
  name: 'lazy-oclif',
  setup({onLoad, onResolve}) {
    onResolve({filter: /^@oclif\/core$/}, () => ({path: at('scripts/oclif-core.cjs')}))
    onLoad({filter: /@oclif[\\/]core[\\/]lib[\\/](config|help|ux[\\/]action)[\\/]/}, () => ({
      contents: 'module.exports = {}',
    }))
    onLoad({filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/}, ({path}) => ({contents: lazy(readFileSync(path, 'utf8'))}))
  },
}

function lazy(source) {
  const required = /^(?:const|var) (\w+) = ((?:__importDefault|__importStar)?\(?require\("[^"]+"\)\)?);$/gm
  const names = []
  const declared = source.replace(required, (_, name, expression) => {
    names.push(name)
    return `let ${name}$; const ${name}$$ = () => ${name}$ ??= ${expression};`
  })
  return names.reduce(
    (text, name) => text.replace(new RegExp(`(?<![\\w$.])${name}(?![\\w$])`, 'g'), `(${name}$$$$())`),
    declared,
  )
}

/** The same for Node's own modules, in the finished bundle: `node:crypto` alone costs 3 ms that few commands need. */
function lazyBuiltins(bundle) {
  const assigned = /\b(import_node_\w+)=(__toESM\(require\("node:[\w/]+"\)(?:,1)?\)|require\("node:[\w/]+"\))/g
  const loaders = []
  const emptied = bundle.replace(assigned, (_, name, expression) => {
    loaders.push({name, expression})
    return `${name}=0`
  })
  const used = loaders.reduce((text, {name}) => text.replaceAll(`${name}.`, `${name}$().`), emptied)
  const declared = loaders.map(({name, expression}) => `let ${name}$$;const ${name}$=()=>${name}$$??=${expression};`)
  return used + declared.join('')
}

const external = {
  name: 'aside',
  setup({onResolve}) {
    for (const name of aside)
      onResolve({filter: new RegExp(`^${name}$`)}, () => ({path: `../dist/aside/${asideFile(name)}`, external: true}))
  },
}

for (const cache of ['mqadmin', 'node']) rmSync(at(`dist/${cache}.cache`), {force: true})
for (const name of aside)
  await build({
    ...shared,
    stdin: {contents: asCommonJs(name), resolveDir: root},
    outfile: at(`dist/aside/${asideFile(name)}`),
  })

const {metafile} = await build({
  ...shared,
  entryPoints: [at('src/bins.ts')],
  outfile: at('dist/mqadmin.cjs'),
  define: {'import.meta.url': 'bundleUrl'},
  supported: {'dynamic-import': false},
  banner: {js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;'},
  plugins: [lazyOclif, external],
  metafile: true,
})
if (process.env.MQADMIN_BUNDLE_SIZES) {
  const [{inputs}] = Object.values(metafile.outputs)
  for (const [path, {bytesInOutput}] of Object.entries(inputs)
    .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    .slice(0, 60))
    console.log(String(bytesInOutput).padStart(8), path)
}

const bundle = at('dist/mqadmin.cjs')
writeFileSync(bundle, lazyBuiltins(readFileSync(bundle, 'latin1')), 'latin1')

// runs of the usual kind fill the caches with the functions they need; last ones must accept them
const folder = mkdtempSync(join(tmpdir(), 'mqadmin-build-'))
const own = {XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder}
const lines = [
  ['node', 'start', 'warm', '--memory', '--name-server-port', '0', '--broker-port', '0', '--output', 'json'],
  ['topicList'],
  ['topic', 'set', 'warm', '--output', 'json'],
  ['sendMessage', '-t', 'warm', '-p', 'x'],
  ['consumerProgress'],
  ['help', 'topicList'],
  ['node', 'stop', 'warm'],
]
try {
  for (const mode of ['write', 'check']) {
    let nameServer
    for (const line of lines) {
      const printed = await run({...own, MQADMIN_CODE_CACHE: mode, NAMESRV_ADDR: nameServer}, line)
      if (line[1] === 'start') nameServer = JSON.parse(printed).find(({role}) => role === 'nameServer').address
    }
  }
} finally {
  rmSync(folder, {recursive: true, force: true})
}
if (generate) for (const name of ['manifest.mjs', 'commands-docs.mjs', 'protocol-docs.mjs']) script(name)

function run(env, line) {
  return new Promise((resolve, reject) =>
    execFile(
      process.execPath,
      [at('bin/mqadmin'), ...line],
      {env: {...process.env, ...env}},
      (error, stdout, stderr) =>
        error
          ? reject(new Error(`the built mqadmin does not run ${line.join(' ')}:\n${stderr.slice(-2000)}`))
          : resolve(stdout),
    ),
  )
}
