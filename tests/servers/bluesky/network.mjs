// The whole network in one process; writes its addresses to STATE/network.json once it answers.
import { createRequire } from 'node:module'
import { renameSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const { INSTALLED, STATE, PLC_PORT, PDS_PORT, APPVIEW_PORT, OZONE_PORT } = process.env
const found = createRequire(`${INSTALLED}/package.json`).resolve('@atproto/dev-env')
const { TestNetwork } = await import(pathToFileURL(found).href)
const network = await TestNetwork.create({
  plc: { port: Number(PLC_PORT) },
  pds: { port: Number(PDS_PORT), hostname: 'localhost', enableDidDocWithSession: true },
  bsky: { dbPostgresSchema: 'bsky', port: Number(APPVIEW_PORT), publicUrl: `http://localhost:${APPVIEW_PORT}` },
  ozone: { port: Number(OZONE_PORT) },
})
const told = { pds: network.pds.url, appview: network.bsky.url }
writeFileSync(`${STATE}/network.json.new`, JSON.stringify(told))
renameSync(`${STATE}/network.json.new`, `${STATE}/network.json`)
process.on('SIGTERM', () => process.exit(0))
