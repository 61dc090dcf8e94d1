import {withJava} from '../on-java.js'
import {account, signedScenarios} from './signed.js'

await withJava('plain_acl.yml of Apache RocketMQ 4.9.7', {version: '4.9.7', account}, cluster => {
  signedScenarios(() => cluster().nameServer)
})
