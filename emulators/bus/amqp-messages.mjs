// Messages between the broker's form and AMQP's.
import rhea from 'rhea';

const { types } = rhea;

/** What was sent: one message, or those of a batch, which comes undecoded: a message in each of its data sections. */
export function fromAmqp(message) {
  if (!Buffer.isBuffer(message)) return [read(message)];
  const { body } = rhea.message.decode(message);
  return (body.multiple ? body.content : [body.content]).map((part) => read(rhea.message.decode(part)));
}

function read(message) {
  const text = (value) => (value === undefined || value === null ? undefined : String(value));
  const { body } = message;
  const isData = body?.typecode === 0x75;
  return {
    messageId: text(message.message_id),
    subject: text(message.subject),
    contentType: text(message.content_type),
    correlationId: text(message.correlation_id),
    to: text(message.to),
    replyTo: text(message.reply_to),
    sessionId: text(message.group_id),
    ttl: message.ttl ?? undefined,
    properties: { ...message.application_properties },
    isValue: isData ? undefined : true,
    body: isData ? Buffer.concat([body.content].flat()) : Buffer.from(JSON.stringify(body ?? null)),
  };
}

/** What a receiver is given, with the annotations that the service adds. */
export function toAmqp({ seq, message, enqueued, expires, count, lock }) {
  const amqp = {
    message_id: message.messageId,
    subject: message.subject,
    content_type: message.contentType,
    correlation_id: message.correlationId,
    to: message.to,
    reply_to: message.replyTo,
    group_id: message.sessionId,
    delivery_count: Math.max(count - 1, 0),
    creation_time: new Date(enqueued),
    application_properties: message.properties,
    message_annotations: {
      'x-opt-enqueued-time': types.wrap_timestamp(enqueued),
      'x-opt-sequence-number': types.wrap_long(seq),
      'x-opt-enqueue-sequence-number': types.wrap_long(seq),
    },
    body: message.isValue ? JSON.parse(message.body) : rhea.message.data_section(message.body),
  };
  if (lock) amqp.message_annotations['x-opt-locked-until'] = types.wrap_timestamp(lock.until);
  if (Number.isFinite(expires)) {
    amqp.ttl = Math.min(expires - enqueued, 0xffffffff);
    amqp.absolute_expiry_time = new Date(expires);
  }
  return amqp;
}

/** The tag of a delivery is its lock: a GUID, whose first three groups have their bytes in reverse. */
export function lockTag({ lock, seq }) {
  if (!lock) return Buffer.from(String(seq));
  const bytes = Buffer.from(lock.token.replaceAll('-', ''), 'hex');
  return Buffer.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((i) => bytes[i]));
}
