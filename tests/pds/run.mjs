// Starts a directory of identities in memory and a Bluesky server on it; says so in one line, and ends when its input does.
import plc from '@did-plc/server'
import { PDS, envToCfg, envToSecrets, readEnv } from '@atproto/pds'

const [port, plcPort, folder] = process.argv.slice(2)
process.env.LOG_ENABLED ??= 'false'
const hex = (digit) => digit.repeat(64)

const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: Number(plcPort) })
await directory.start()

const env = {
  ...readEnv(),
  port: Number(port),
  hostname: 'localhost',
  devMode: true,
  dataDirectory: folder,
  blobstoreDiskLocation: `${folder}/blobs`,
  blobstoreDiskTmpLocation: `${folder}/blobs-tmp`,
  didPlcUrl: `http://localhost:${plcPort}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  enableDidDocWithSession: true,
  disableSsrfProtection: true,
  rateLimitsEnabled: true,
  jwtSecret: 'only-for-tests',
  dpopSecret: hex('1'),
  adminPassword: 'only-for-tests',
  plcRotationKeyK256PrivateKeyHex: hex('2'),
}
const server = await PDS.create(envToCfg(env), envToSecrets(env))
await server.start()
console.log('ready')

process.stdin.on('end', async () => {
  await server.destroy()
  await directory.destroy()
  process.exit(0)
})
process.stdin.resume()
