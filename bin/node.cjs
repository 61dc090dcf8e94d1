// A detached embedded node: started by `mqadmin node start`, not by people.
require('./launch.cjs')('embeddedNode')
