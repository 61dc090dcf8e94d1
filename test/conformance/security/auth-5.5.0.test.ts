import {withJava} from '../on-java.js'
import {account, signedScenarios} from './signed.js'

await withJava('users and access rules of Apache RocketMQ 5.5.0', {version: '5.5.0', account}, cluster => {
  signedScenarios(() => cluster().nameServer)
})
