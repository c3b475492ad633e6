// Topics with their subscriptions, and queues: what takes messages and where they go. Knows no protocol.
import { milliseconds } from './durations.mjs';
import { createFilter } from './filters.mjs';
import { MessageQueue } from './queue.mjs';

/** Largest message with all its properties, as on the standard tier. */
export const maxMessageBytes = 256 * 1024;

const days14 = 14 * 24 * 3600 * 1000;
const sweepEvery = 100;

export class Broker {
  constructor(config, journal) {
    this.journal = journal;
    this.targets = new Map();
    this.queues = new Map();
    this.seq = 0;
    for (const namespace of config.UserConfig.Namespaces) {
      for (const topic of namespace.Topics ?? []) this.addTopic(topic);
      for (const queue of namespace.Queues ?? []) this.addQueue(queue);
    }
    this.restore();
    this.timer = setInterval(() => this.queues.forEach((queue) => queue.isDead || queue.sweep(Date.now())), sweepEvery);
  }

  close() {
    clearInterval(this.timer);
  }

  /** Makes a topic, or gives the one of that name further subscriptions. */
  addTopic({ Name: name, Properties: properties = {}, Subscriptions: subscriptions = [] }) {
    const target = this.targets.get(key(name)) ?? this.addTarget(name, properties);
    for (const subscription of subscriptions) this.addSubscription(target, subscription);
  }

  addSubscription(target, { Name: name, Properties: properties = {}, Rules: rules = [] }) {
    const path = `${target.name}/Subscriptions/${name}`;
    const filter = createFilter(rules);
    if (this.queues.has(key(path))) return;
    target.outlets.push({ queue: this.register(new MessageQueue(path, settings(properties), this.journal)), filter });
  }

  addQueue({ Name: name, Properties: properties = {} }) {
    if (this.targets.has(key(name))) return;
    const queue = this.register(new MessageQueue(name, settings(properties), this.journal));
    this.addTarget(name, properties).outlets.push({ queue, filter: () => true });
  }

  /** Where messages to a path go; undefined if there is no such topic or queue. */
  target(path) {
    return this.targets.get(key(path));
  }

  /** Where messages of a path come from: a queue, a subscription, or the dead letters of one. */
  queue(path) {
    return this.queues.get(key(path));
  }

  /** Takes messages, all or none, each for every subscription whose rules it meets. One with an id seen before goes nowhere. */
  send(target, messages) {
    const now = Date.now();
    const touched = new Set();
    for (const message of messages) {
      if (target.window > 0 && message.messageId && this.isRepeated(target, message.messageId, now)) continue;
      const seq = ++this.seq;
      const outlets = target.outlets.filter(({ filter }) => filter(message)).map(({ queue }) => queue);
      const queues = outlets.map((queue) => queue.path);
      this.journal.write({ op: 'add', target: target.name, seq, time: now, message: packed(message), queues });
      for (const queue of outlets) {
        queue.put(seq, message, now);
        touched.add(queue);
      }
    }
    touched.forEach((queue) => queue.pump());
  }

  isRepeated(target, id, now) {
    for (const [old, time] of target.seen) {
      if (time + target.window > now) break;
      target.seen.delete(old);
    }
    if (target.seen.has(id)) return true;
    target.seen.set(id, now);
    return false;
  }

  addTarget(name, properties) {
    const window = properties.RequiresDuplicateDetection ? milliseconds(properties.DuplicateDetectionHistoryTimeWindow, 600_000) : 0;
    const target = { name, window, seen: new Map(), outlets: [] };
    this.targets.set(key(name), target);
    return target;
  }

  register(queue) {
    this.queues.set(key(queue.path), queue);
    this.queues.set(key(queue.deadLetters.path), queue.deadLetters);
    return queue;
  }

  restore() {
    for (const line of this.journal.read()) this.replay(line);
    this.journal.start(this.snapshot());
  }

  replay(line) {
    const queue = line.queue && this.queue(line.queue);
    const entry = queue?.entries.get(line.seq);
    switch (line.op) {
      case 'add': {
        this.seq = Math.max(this.seq, line.seq);
        const message = unpacked(line.message);
        if (message.messageId && line.target) this.target(line.target)?.seen.set(message.messageId, line.time);
        for (const path of line.queues) this.queue(path)?.put(line.seq, message, line.time, line.count);
        break;
      }
      case 'seen': this.target(line.target)?.seen.set(line.id, line.time); break;
      case 'seq': this.seq = Math.max(this.seq, line.seq); break;
      case 'count': if (entry) entry.count = line.count; break;
      case 'gone': queue?.entries.delete(line.seq); break;
      case 'dead':
        if (entry) {
          queue.entries.delete(line.seq);
          queue.bury(entry, line.reason, line.description);
        }
        break;
      default: throw new Error(`The journal holds ${line.op}, which this broker does not know.`);
    }
  }

  *snapshot() {
    yield { op: 'seq', seq: this.seq };
    for (const target of this.targets.values()) {
      for (const [id, time] of target.seen) yield { op: 'seen', target: target.name, id, time };
    }
    for (const queue of this.queues.values()) {
      for (const { seq, message, enqueued, count } of queue.entries.values()) {
        yield { op: 'add', seq, time: enqueued, count, message: packed(message), queues: [queue.path] };
      }
    }
  }
}

function settings(properties) {
  return {
    lock: milliseconds(properties.LockDuration, 60_000),
    maxDeliveries: properties.MaxDeliveryCount ?? 10,
    ttl: milliseconds(properties.DefaultMessageTimeToLive, days14),
    keepsExpired: properties.DeadLetteringOnMessageExpiration ?? false,
  };
}

const key = (path) => path.replace(/^\/+|\/+$/g, '').toLowerCase();

const packed = (message) => ({ ...message, body: message.body.toString('base64') });

const unpacked = (message) => ({ ...message, body: Buffer.from(message.body, 'base64') });
