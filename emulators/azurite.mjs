// Starts Azurite (blob, queue and table service) for as long as standard input stays open, so that it never outlives the process
// that started it, however that one ends. When all three listen it prints one line of JSON: {"blob":URL,"queue":URL,"table":URL}.
//
//   node azurite.mjs --location DIR [--blobPort N --queuePort N --tablePort N]     port 0 (the default here): any free one
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const print = console.log;
const listening = {};

console.log = (...parts) => {
  const found = /Azurite (Blob|Queue|Table) service is successfully listening at (\S+)/.exec(parts.join(' '));
  if (!found) return;
  listening[found[1].toLowerCase()] = found[2];
  if (Object.keys(listening).length === 3) print(JSON.stringify(listening));
};

const given = process.argv.slice(2);
const ports = ['--blobPort', '--queuePort', '--tablePort'].flatMap((name) => (given.includes(name) ? [] : [name, '0']));
process.argv.splice(2, given.length, ...given, ...ports, '--silent', '--disableTelemetry', '--skipApiVersionCheck');
require('azurite/dist/src/azurite.js');

process.stdin.resume();
process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM'));
process.once('SIGTERM', () => setTimeout(() => process.exit(0), 5000).unref());
