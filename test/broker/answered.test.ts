import {describe, expect, it} from 'vitest'
import type {BrokerState} from '../../src/broker/broker-state.js'
import {brokerRequestHandlers} from '../../src/broker/index.js'
import {notAnswered} from '../../src/broker/not-answered.js'
import {requests} from '../../src/protocol/index.js'
import type {AnyRequest} from '../../src/protocol/request.js'
import {broker, client} from './support.js'

const ofBroker = (Object.entries(requests) as [string, AnyRequest][]).filter(([, request]) => request.to === 'broker')

describe('requests to a broker', () => {
  it('have a handler, or stand in the list of those not answered', () => {
    const handlers = Object.keys(brokerRequestHandlers({settings: {values: {}}} as BrokerState))
    const listed: string[] = notAnswered.flatMap(({requests: names}) => [...names])
    expect([...handlers, ...listed].sort()).toEqual(ofBroker.map(([name]) => name).sort())
  })

  it('that are not answered are said to be not supported, and why', async () => {
    const {address} = await broker()
    const remoting = client()
    const reasons = new Map<string, string>(
      notAnswered.flatMap(({why, requests: names}) => names.map(name => [name, why] as const)),
    )
    for (const [name, request] of ofBroker) {
      const why = reasons.get(name)
      if (why === undefined) continue
      const {body: _, ...rest} = request
      const bare: AnyRequest = {...rest, header: {}}
      await expect(remoting.invoke(address, bare, {})).rejects.toMatchObject({
        code: 'NOT_SUPPORTED',
        facts: {
          responseCode: 3,
          remark: ` request type ${request.code} not supported by the embedded broker: ${why}`,
        },
        hint: expect.stringContaining('--engine java'),
      })
    }
  })
})
