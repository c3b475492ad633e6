// The service's REST protocol: send, send a batch, peek-lock, receive and delete, delete, unlock, renew. Besides, for tests:
// POST /$config takes topics and queues as the configuration has them, GET /$config tells how many messages wait where.
import { createServer } from 'node:http';
import { maxMessageBytes } from './broker.mjs';

const batchType = 'application/vnd.microsoft.servicebus.json';
const longestWait = 60;
const ownHeaders = new Set([
  'accept', 'accept-encoding', 'authorization', 'brokerproperties', 'connection', 'content-length', 'content-type', 'date', 'expect',
  'host', 'if-match', 'request-id', 'traceparent', 'tracestate', 'transfer-encoding', 'user-agent', 'x-ms-client-request-id',
  'x-ms-retrypolicy', 'x-ms-return-client-request-id', 'x-ms-date',
]);
const brokerNames = {
  MessageId: 'messageId',
  Label: 'subject',
  CorrelationId: 'correlationId',
  To: 'to',
  ReplyTo: 'replyTo',
  SessionId: 'sessionId',
};

/** An HTTP server that is given its connections. */
export function createHttp(broker) {
  return createServer(async (request, response) => {
    try {
      await answer(broker, request, response);
    } catch (error) {
      end(response, error.status ?? 400, `${error.message}\n`);
    }
  });
}

async function answer(broker, request, response) {
  const url = new URL(request.url, 'http://localhost');
  const path = decodeURIComponent(url.pathname).replace(/^\//, '');
  if (path === '$config') return configure(broker, request, response);
  if (!/^(SharedAccessSignature|Bearer) \S/.test(request.headers.authorization ?? '')) return end(response, 401);
  const [, entity, id, lock] = /^(.+?)\/messages(?:\/([^/]+)(?:\/([^/]+))?)?$/i.exec(path) ?? [];
  if (!entity) return end(response, 404);
  if (!id && request.method === 'POST') return send(broker, entity, request, response);
  const queue = broker.queue(entity);
  if (!queue) return end(response, 410);
  if (lock) return settle(queue, lock, request.method, response);
  const mode = { POST: 'lock', DELETE: 'delete' }[request.method];
  if (id?.toLowerCase() !== 'head' || !mode) return end(response, 405);
  receive(queue, mode, Math.min(Number(url.searchParams.get('timeout') ?? longestWait), longestWait), request, response);
}

async function configure(broker, request, response) {
  if (request.method === 'POST') {
    const { Topics: topics = [], Queues: queues = [] } = JSON.parse((await bodyOf(request)).toString());
    topics.forEach((topic) => broker.addTopic(topic));
    queues.forEach((queue) => broker.addQueue(queue));
  }
  const counts = Object.fromEntries([...broker.queues.values()].map((queue) => [queue.path, queue.entries.size]));
  end(response, 200, JSON.stringify(counts), { 'Content-Type': 'application/json' });
}

async function send(broker, entity, request, response) {
  const body = await bodyOf(request);
  const target = broker.target(entity);
  if (!target) return end(response, 410);
  if (body.length > maxMessageBytes) return end(response, 413);
  const type = request.headers['content-type'];
  const messages = type?.startsWith(batchType)
    ? JSON.parse(body.toString()).map(({ Body: text, BrokerProperties: system = {}, UserProperties: properties = {} }) =>
        ({ ...ofBroker(system), properties, body: Buffer.from(text ?? '') }))
    : [
        {
          ...ofBroker(JSON.parse(request.headers.brokerproperties ?? '{}')),
          contentType: type,
          properties: ofHeaders(request.rawHeaders),
          body,
        },
      ];
  broker.send(target, messages);
  end(response, 201);
}

function receive(queue, mode, seconds, request, response) {
  let isWaiting = true;
  const consumer = {
    mode,
    wants: () => isWaiting,
    take(entry) {
      stop();
      const { message } = entry;
      const headers = { BrokerProperties: JSON.stringify(toBroker(entry)) };
      for (const [name, value] of Object.entries(message.properties)) headers[name] = toHeader(value);
      if (message.contentType) headers['Content-Type'] = message.contentType;
      if (entry.lock) headers.Location = `http://${request.headers.host}/${queue.path}/messages/${entry.seq}/${entry.lock.token}`;
      end(response, mode === 'lock' ? 201 : 200, message.body, headers);
    },
  };
  const stop = () => {
    isWaiting = false;
    clearTimeout(timer);
    queue.remove(consumer);
  };
  const timer = setTimeout(() => {
    stop();
    end(response, 204);
  }, seconds * 1000);
  response.on('close', stop);
  queue.add(consumer);
}

function settle(queue, lock, method, response) {
  if (method === 'POST') {
    const until = queue.renew(lock);
    return until
      ? end(response, 200, '', { BrokerProperties: JSON.stringify({ LockedUntilUtc: new Date(until).toUTCString() }) })
      : end(response, 404);
  }
  const outcome = { DELETE: 'complete', PUT: 'abandon' }[method];
  if (!outcome) return end(response, 405);
  end(response, queue.settle(lock, outcome) ? 200 : 404);
}

function ofBroker(system) {
  const message = {};
  for (const [name, value] of Object.entries(system)) if (brokerNames[name]) message[brokerNames[name]] = value;
  if (typeof system.TimeToLive === 'number') message.ttl = system.TimeToLive * 1000;
  return message;
}

function toBroker({ seq, message, enqueued, expires, count, lock }) {
  const system = { DeliveryCount: count, EnqueuedTimeUtc: new Date(enqueued).toUTCString(), SequenceNumber: seq, State: 'Active' };
  for (const [name, own] of Object.entries(brokerNames)) if (message[own] !== undefined) system[name] = message[own];
  if (lock) Object.assign(system, { LockToken: lock.token, LockedUntilUtc: new Date(lock.until).toUTCString() });
  if (Number.isFinite(expires)) system.TimeToLive = (expires - enqueued) / 1000;
  return system;
}

function ofHeaders(raw) {
  const properties = {};
  for (let i = 0; i < raw.length; i += 2) {
    if (ownHeaders.has(raw[i].toLowerCase())) continue;
    try {
      properties[raw[i]] = JSON.parse(raw[i + 1]);
    } catch {
      properties[raw[i]] = raw[i + 1];
    }
  }
  return properties;
}

// Headers are ASCII: JSON's escapes for all else.
const toHeader = (value) => JSON.stringify(value).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function end(response, status, body = '', headers = {}) {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
}
