/** What can be set on the embedded name server: the names of Java's `NamesrvConfig`, as far as they mean something here. */
import {flag, integer, type Settings, text} from '../remoting/settings.js'

export const nameServerSettings = {
  listenPort: integer(9876, {most: 65535, about: 'port to listen on; 0 picks a free one'}),
  bindAddress: text('127.0.0.1', {about: 'address to listen on'}),
  kvConfigPath: text('', {about: 'file of the key-value configuration'}),
  configStorePath: text('', {about: 'file that changed settings are written to'}),
  orderMessageEnable: flag(false, {live: true, about: 'answer routes with the order configuration of their topic'}),
  returnOrderTopicConfigToBroker: flag(true, {live: true, about: 'tell brokers the order configuration'}),
  scanNotActiveBrokerInterval: integer(5000, {least: 100, about: 'ms between searches for silent brokers'}),
  deleteTopicWithBrokerRegistration: flag(false, {
    live: true,
    about: 'forget topics that a registration no longer names',
  }),
  enableAllTopicList: flag(true, {live: true, about: 'answer the list of all topics'}),
  enableTopicList: flag(true, {live: true, about: 'answer lists of topics by cluster and kind'}),
  supportActingMaster: flag(false, {live: true, about: 'present the smallest slave as master where there is none'}),
  serverChannelMaxIdleTimeSeconds: integer(120, {least: 1, about: 'close connections that are silent for longer'}),
  configBlackList: text('configBlackList;configStorePath;kvConfigPath', {
    about: 'settings that no request may change, separated by ;',
  }),
}

export type NameServerSettings = Settings<typeof nameServerSettings>
