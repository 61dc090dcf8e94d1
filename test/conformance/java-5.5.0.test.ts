import {onJava} from './on-java.js'

await onJava('5.5.0')
