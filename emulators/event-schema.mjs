// Holds status events against their schema. As a program it reads events from standard input, one on each line, prints those that do
// not fit with the reason, and ends with 1 if there was any: node event-schema.mjs < events.jsonl
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const Ajv = require('ajv/dist/2020');
const addFormats = require('ajv-formats');

const ajv = addFormats(new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }));
const fits = ajv.compile(JSON.parse(readFileSync(new URL('../docs/events/status-event.schema.json', import.meta.url))));

/** What is wrong with an event; null when nothing is. */
export const misfit = (event) => (fits(event) ? null : `${JSON.stringify(event)}\n${ajv.errorsText(fits.errors)}`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const misfits = readFileSync(0, 'utf8').split('\n').filter(Boolean).map((line) => misfit(JSON.parse(line))).filter(Boolean);
  misfits.forEach((text) => console.log(text));
  process.exitCode = misfits.length ? 1 : 0;
}
