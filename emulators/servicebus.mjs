// A small Service Bus for one machine: topics and queues over AMQP 1.0 (any Service Bus SDK, with UseDevelopmentEmulator=true) and over
// the service's REST protocol, both on one port. Runs for as long as standard input stays open, so that it never outlives the process
// that started it. When it listens it prints one line of JSON: {"amqp":PORT,"http":URL,"connectionString":TEXT}.
//
//   node servicebus.mjs [--port N] [--location DIR] [--config FILE]
//
//   --port      0 (the default): any free one; the official emulator's is 5672
//   --location  keeps messages in DIR/servicebus.jsonl over restarts; without it they are in memory only
//   --config    topics, subscriptions and queues, as the official emulator's Config.json; default: servicebus.config.json beside this
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { acceptAmqp } from './bus/amqp.mjs';
import { Broker } from './bus/broker.mjs';
import { Journal } from './bus/journal.mjs';
import { createHttp } from './bus/rest.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    location: { type: 'string' },
    config: { type: 'string', default: new URL('servicebus.config.json', import.meta.url).pathname },
  },
});

if (options.location) mkdirSync(options.location, { recursive: true });
const journal = new Journal(options.location && join(options.location, 'servicebus.jsonl'));
const broker = new Broker(JSON.parse(readFileSync(options.config, 'utf8')), journal);
const http = createHttp(broker);
const sockets = new Set();

// AMQP begins with its own name, HTTP with a verb.
const server = createServer((socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => socket.destroy());
  socket.once('data', (first) => {
    socket.pause();
    socket.unshift(first);
    if (first.subarray(0, 4).toString('latin1') === 'AMQP') acceptAmqp(broker, socket);
    else http.emit('connection', socket);
    process.nextTick(() => socket.resume());
  });
});

server.listen(Number(options.port), '127.0.0.1', () => {
  const { port } = server.address();
  const connectionString = `Endpoint=sb://localhost:${port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;`;
  console.log(JSON.stringify({ amqp: port, http: `http://localhost:${port}/`, connectionString }));
});
server.on('error', (error) => {
  console.error(`servicebus: ${error.message}`);
  process.exit(1);
});

function stop() {
  broker.close();
  journal.close();
  process.exit(0);
}

process.stdin.resume();
process.stdin.on('close', stop);
process.once('SIGTERM', stop);
