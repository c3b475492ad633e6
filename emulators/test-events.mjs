// Reads status events with the public client of Service Bus, as any consumer would, and holds them against their schema. Ends with 0 if all
// is well, else says what is not. Called by a test, which has sent one event for each station and state twice.
//
//   node test-events.mjs CONNECTION_STRING EXPECTED_EVENTS
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { misfit } from './event-schema.mjs';

const require = createRequire(import.meta.url);
const { ServiceBusClient } = require('@azure/service-bus');

const topic = 'countme-status';
const maxDeliveries = 10;
const [connectionString, expected] = process.argv.slice(2);
const client = new ServiceBusClient(connectionString);

/** Receives until a subscription has no more, and settles each message. */
async function drain(subscription, settle, options = {}) {
  const receiver = client.createReceiver(topic, subscription, options);
  const all = [];
  for (;;) {
    const some = await receiver.receiveMessages(200, { maxWaitTimeInMs: all.length ? 300 : 3000 });
    if (some.length === 0) break;
    for (const message of some) await settle(receiver, message);
    all.push(...some);
  }
  await receiver.close();
  return all;
}

const complete = (receiver, message) => receiver.completeMessage(message);
const eventOf = (message) => JSON.parse(Buffer.isBuffer(message.body) ? message.body.toString() : JSON.stringify(message.body));

try {
  const all = await drain('all', complete);
  assert.equal(all.length, Number(expected), 'every event comes once: duplicates are dropped');
  for (const message of all) {
    const event = eventOf(message);
    assert.equal(misfit(event), null);
    assert.equal(message.contentType, 'application/cloudevents+json');
    assert.equal(message.messageId, event.id);
    assert.equal(message.subject, event.subject);
    assert.equal(message.correlationId, event.data.run_id);
    assert.equal(message.applicationProperties.type, event.type);
    assert.equal(message.applicationProperties.site, event.data.site);
  }
  const ids = all.map((message) => eventOf(message).id);
  assert.deepEqual(ids, ids.toSorted(), 'events come in the order in which they were told');
  assert.equal((await drain('all', complete)).length, 0, 'what was completed is gone');

  const legacy = await drain('legacy', complete);
  const mapped = all.filter((message) => message.applicationProperties.legacy_topic);
  assert.deepEqual(legacy.map((message) => message.messageId), mapped.map((message) => message.messageId));
  for (const message of legacy) assert.match(message.applicationProperties.legacy_topic, /^logging\.stats\.[a-z.-]+$/);

  // Abandoned messages come again, and are dead letters after ten deliveries.
  let deliveries = 0;
  const failures = await drain('failures', (receiver, message) => {
    assert.match(message.applicationProperties.type, /\.failed$/);
    deliveries++;
    return receiver.abandonMessage(message);
  });
  const failed = all.filter((message) => message.applicationProperties.type.endsWith('.failed')).length;
  assert.equal(new Set(failures.map((message) => message.messageId)).size, failed);
  assert.equal(deliveries, failed * maxDeliveries);
  const dead = await drain('failures', complete, { subQueueType: 'deadLetter' });
  assert.equal(dead.length, failed);
  for (const message of dead) assert.equal(message.deadLetterReason, 'MaxDeliveryCountExceeded');
} finally {
  await client.close();
}
