// A queue, a subscription or its dead letters: messages in order, locks, delivery counts, and whoever waits for a message.
import { randomUUID } from 'node:crypto';

export class MessageQueue {
  constructor(path, properties, journal, isDead = false) {
    Object.assign(this, { path, properties, journal, isDead });
    this.entries = new Map();
    this.locks = new Map();
    this.consumers = new Set();
    if (!isDead) this.deadLetters = new MessageQueue(`${path}/$DeadLetterQueue`, properties, journal, true);
  }

  /** Takes a message; the caller writes it to the journal. */
  put(seq, message, enqueued, count = 0) {
    const ttl = this.isDead ? Infinity : Math.min(message.ttl ?? Infinity, this.properties.ttl);
    this.entries.set(seq, { seq, message, enqueued, expires: enqueued + ttl, count, lock: undefined });
  }

  /** Someone who takes messages: { mode: 'lock' or 'delete', wants(): boolean, take(entry) }. Stays until removed. */
  add(consumer) {
    this.consumers.add(consumer);
    this.pump();
  }

  remove(consumer) {
    this.consumers.delete(consumer);
  }

  /** Hands messages to those who wait, in order. */
  pump() {
    for (const consumer of [...this.consumers]) {
      while (this.consumers.has(consumer) && consumer.wants()) {
        const entry = this.next(consumer.mode);
        if (!entry) return;
        this.consumers.delete(consumer);
        this.consumers.add(consumer);
        consumer.take(entry);
      }
    }
  }

  /** The next message, locked or removed; undefined without any. */
  next(mode) {
    const now = Date.now();
    for (const entry of this.entries.values()) {
      if (entry.lock || this.isOver(entry, now)) continue;
      entry.count++;
      if (mode === 'delete') {
        this.drop(entry.seq);
      } else {
        entry.lock = { token: randomUUID(), until: now + this.properties.lock };
        this.locks.set(entry.lock.token, entry);
        this.journal.write({ op: 'count', queue: this.path, seq: entry.seq, count: entry.count });
      }
      return entry;
    }
    return undefined;
  }

  /** The message of a lock that still holds. */
  locked(token) {
    const entry = this.locks.get(token);
    return entry && entry.lock.until > Date.now() ? entry : undefined;
  }

  /** Ends a lock: complete, abandon or dead. False if it has ended already. */
  settle(token, outcome, reason, description) {
    const entry = this.locked(token);
    if (!entry) return false;
    this.unlock(entry);
    if (outcome === 'complete') this.drop(entry.seq);
    else if (outcome === 'dead') this.kill(entry, reason, description);
    else this.giveBack(entry);
    return true;
  }

  /** Begins a lock anew; its new end, or undefined if it has ended already. */
  renew(token) {
    const entry = this.locked(token);
    if (entry) entry.lock.until = Date.now() + this.properties.lock;
    return entry?.lock.until;
  }

  /** Ends what is over: locks and messages. */
  sweep(now) {
    for (const entry of [...this.locks.values()]) {
      if (entry.lock.until <= now) {
        this.unlock(entry);
        this.giveBack(entry);
      }
    }
    for (const entry of [...this.entries.values()]) if (!entry.lock) this.isOver(entry, now);
    this.deadLetters?.sweep(now);
    this.pump();
  }

  unlock(entry) {
    this.locks.delete(entry.lock.token);
    entry.lock = undefined;
  }

  giveBack(entry) {
    if (!this.isDead && entry.count >= this.properties.maxDeliveries) {
      this.kill(entry, 'MaxDeliveryCountExceeded', `Message could not be consumed after ${entry.count} delivery attempts.`);
    } else {
      this.pump();
    }
  }

  isOver(entry, now) {
    if (entry.expires > now) return false;
    if (this.properties.keepsExpired && !this.isDead) this.kill(entry, 'TTLExpiredException', 'The message expired and was dead lettered.');
    else this.drop(entry.seq);
    return true;
  }

  drop(seq) {
    this.entries.delete(seq);
    this.journal.write({ op: 'gone', queue: this.path, seq });
  }

  kill(entry, reason, description) {
    if (this.isDead) {
      this.pump();
      return;
    }
    this.entries.delete(entry.seq);
    this.journal.write({ op: 'dead', queue: this.path, seq: entry.seq, reason, description });
    this.bury(entry, reason, description);
    this.deadLetters.pump();
  }

  bury(entry, reason, description) {
    const properties = { ...entry.message.properties };
    if (reason) properties.DeadLetterReason = reason;
    if (description) properties.DeadLetterErrorDescription = description;
    this.deadLetters.put(entry.seq, { ...entry.message, properties }, entry.enqueued, entry.count);
  }
}
