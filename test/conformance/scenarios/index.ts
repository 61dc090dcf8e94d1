import type {Scenario} from '../scenario.js'
import {groups} from './groups.js'
import {messages} from './messages.js'
import {servers} from './servers.js'
import {topics} from './topics.js'

export const scenarios: readonly Scenario[] = [...topics, ...messages, ...groups, ...servers]
