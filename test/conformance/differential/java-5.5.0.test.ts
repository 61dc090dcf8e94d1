import {differential} from './suite.js'

await differential('5.5.0', '5.5.0')
