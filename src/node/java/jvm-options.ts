/** How a JVM is started for a role: heap by the machine, flags by the releases of Java and RocketMQ. */
import {totalmem} from 'node:os'
import type {ServerRole} from '../spec.js'

const mebibyte = 1024 * 1024

/** Share of the machine's memory a heap gets, with the least and the most in MiB. A broker serves from 256 MiB on. */
const heapRules: Record<ServerRole, {share: number; least: number; most: number}> = {
  nameServer: {share: 1 / 32, least: 64, most: 256},
  broker: {share: 1 / 8, least: 256, most: 2048},
  controller: {share: 1 / 32, least: 64, most: 256},
  proxy: {share: 1 / 16, least: 192, most: 1024},
}

/** Heap for a role on a machine with so many bytes of memory, as `-Xmx` takes it. */
export function heapFor(role: ServerRole, memory: number): string {
  const {share, least, most} = heapRules[role]
  const wanted = Math.floor((memory / mebibyte) * share)
  return `${Math.min(Math.max(wanted - (wanted % 64), least), most)}m`
}

/** What the container or machine has, in bytes. */
export function availableMemory(): number {
  const limit = process.constrainedMemory?.() ?? 0
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/**
 * RocketMQ 4.9 releases mapped files by calling into the JDK (`MappedFile#clean`). From Java 9 on it needs leave: without these a
 * broker serves, but cannot delete a file. 5.x needs none.
 */
const unmapFlags = [
  '--add-opens=java.base/java.nio=ALL-UNNAMED',
  '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
  '--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED',
  '--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED',
]

export function jvmFlags(java: {major: number}, rocketmq: {major: number}): string[] {
  return rocketmq.major < 5 && java.major >= 9 ? unmapFlags : []
}
