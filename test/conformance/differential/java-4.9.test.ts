import {differential} from './suite.js'

// 4.9.8 is the newest tool of its line; its servers are not to be had
await differential('4.9.7', '4.9.8')
