// Sums up a run of bench/pipeline: node pipeline.mjs EVENTS MEGABYTES UPLOAD_SECONDS ALL_SECONDS "NAME CPU_SECONDS PEAK_MB" …
import { readFileSync } from 'node:fs';

const [file, megabytes, upload, all, ...processes] = process.argv.slice(2);
const steps = new Map();
let failed = 0;
let retried = 0;
for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
  const event = JSON.parse(line);
  const [, station, state] = event.type.split('.');
  failed += state === 'failed';
  retried += state === 'retried';
  if (state !== 'finished' || event.data.duration_ms === undefined) continue;
  const step = steps.get(station) ?? { runs: 0, seconds: 0 };
  step.runs += 1;
  step.seconds += event.data.duration_ms / 1000;
  steps.set(station, step);
}

console.log(`${megabytes} MB uploaded in ${upload} s; all counted after ${all} s: ${(megabytes / all).toFixed(1)} MB/s`);
console.log(`\n| step | runs | seconds in all, waiting included |\n|---|---|---|`);
for (const [name, step] of steps) console.log(`| ${name} | ${step.runs} | ${step.seconds.toFixed(1)} |`);
console.log(`\n${retried} retries, ${failed} failures\n`);
const parts = processes.map((text) => text.split(' '));
const cpu = parts.reduce((sum, [, seconds]) => sum + Number(seconds), 0);
console.log('| process | CPU seconds | share | peak MB |\n|---|---|---|---|');
for (const [name, seconds, peak] of parts) {
  console.log(`| ${name} | ${Number(seconds).toFixed(1)} | ${((100 * seconds) / cpu).toFixed(0)} % | ${peak} |`);
}
