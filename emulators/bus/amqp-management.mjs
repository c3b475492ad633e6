// Requests that are answered by a message: tokens, which are taken as they come, renewed locks, settlements by lock token, peeks.
import rhea from 'rhea';
import { toAmqp } from './amqp-messages.mjs';

const { types } = rhea;

/** The answer to a request. */
export function manage(isToken, queue, request) {
  const [status, body = {}, condition] = isToken ? putToken(request) : ask(queue, request);
  const properties = {
    statusCode: status, statusDescription: condition ?? 'OK', 'status-code': status, 'status-description': condition ?? 'OK',
  };
  if (condition) properties.errorCondition = condition;
  return { correlation_id: request.message_id, to: request.reply_to, application_properties: properties, body };
}

function putToken(request) {
  const { operation, type } = request.application_properties ?? {};
  return operation === 'put-token' && type && request.body ? [202] : [400, {}, 'com.microsoft:argument-error'];
}

function ask(queue, request) {
  if (!queue) return [404, {}, 'amqp:not-found'];
  const { operation } = request.application_properties ?? {};
  const { body } = request;
  switch (operation) {
    case 'com.microsoft:renew-lock': return renew(queue, tokens(body));
    case 'com.microsoft:update-disposition': return dispose(queue, tokens(body), body);
    case 'com.microsoft:peek-message': return peek(queue, Number(body['from-sequence-number'] ?? 0), Number(body['message-count'] ?? 1));
    default: return [501, {}, 'amqp:not-implemented'];
  }
}

const tokens = (body) => [...body['lock-tokens']].map((token) => {
  const hex = Buffer.from(token).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
});

function renew(queue, locks) {
  const ends = locks.map((token) => queue.renew(token));
  if (ends.includes(undefined)) return [410, {}, 'com.microsoft:message-lock-lost'];
  return [200, { expirations: types.wrap_array(ends, 0x83) }];
}

function dispose(queue, locks, body) {
  const outcome = { completed: 'complete', abandoned: 'abandon', suspended: 'dead' }[body['disposition-status']];
  if (!outcome) return [501, {}, 'amqp:not-implemented'];
  const isLost = locks.some((token) => !queue.settle(token, outcome, body['deadletter-reason'], body['deadletter-description']));
  return isLost ? [410, {}, 'com.microsoft:message-lock-lost'] : [200];
}

function peek(queue, from, count) {
  const found = [...queue.entries.values()].filter((entry) => entry.seq >= from).slice(0, count);
  if (found.length === 0) return [204];
  return [200, { messages: found.map((entry) => ({ message: rhea.message.encode(toAmqp(entry)) })) }];
}
