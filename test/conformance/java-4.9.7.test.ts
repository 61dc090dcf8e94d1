import {onJava} from './on-java.js'

await onJava('4.9.7')
