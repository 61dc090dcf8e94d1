import {onJava} from './on-java.js'

// the oldest release that is supported
await onJava('4.9.2', {smoke: true})
