import {differential} from './suite.js'

// 4.9.8 is the newest tool of its line; its servers are not to be had. `classic` is what 5.5.0 prints, also for old brokers
await differential('4.9.7', '4.9.8', '5.5.0')
