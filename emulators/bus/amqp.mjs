// AMQP 1.0 as Service Bus speaks it: senders, receivers with credit and drain, outcomes, $cbs for tokens, $management for locks and peeks.
import rhea from 'rhea';
import { maxMessageBytes } from './broker.mjs';
import { fromAmqp, toAmqp, lockTag } from './amqp-messages.mjs';
import { manage } from './amqp-management.mjs';

const notFound = 'amqp:not-found';
const lockLost = { condition: 'com.microsoft:message-lock-lost', description: 'The lock has ended, or the message was settled already.' };
const outcomeOf = { complete: rhea.message.accepted, abandon: rhea.message.modified, dead: rhea.message.rejected };
const container = rhea.create_container({ id: 'countme-bus' });

// Who may do what is said by the tokens that come over $cbs; these mechanisms only let a client in.
for (const name of ['ANONYMOUS', 'EXTERNAL', 'MSSBCBS', 'PLAIN']) {
  container.sasl_server_mechanisms[name] = () => ({ start() { this.outcome = true; } });
}

/** Serves one connection. */
export function acceptAmqp(broker, socket) {
  const connection = container.create_connection({
    sender_options: { autosettle: false },
    receiver_options: { autoaccept: false, credit_window: 200 },
    idle_time_out: 120_000,
    max_frame_size: 65_536,
  });
  const replies = new Map();
  const outlets = new Map();
  connection.on('sender_open', ({ sender }) => openOutlet(broker, sender, replies, outlets));
  connection.on('receiver_open', ({ receiver }) => openInlet(broker, receiver));
  connection.on('message', (context) => take(broker, context, replies));
  connection.on('disconnected', () => outlets.forEach((close) => close()));
  connection.on('sender_close', ({ sender }) => outlets.get(sender)?.());
  for (const event of ['connection_error', 'session_error', 'sender_error', 'receiver_error', 'protocol_error', 'error']) {
    connection.on(event, () => {});
  }
  connection.accept(socket);
}

const addressOf = (terminus) => (terminus?.address ?? '').replace(/^\w+:\/\/[^/]+\//, '');
const isManagement = (address) => address === '$cbs' || address.endsWith('$management');

function openInlet(broker, receiver) {
  const address = addressOf(receiver.target);
  receiver.set_target({ address });
  receiver.local.attach.max_message_size = maxMessageBytes;
  receiver.inlet = broker.target(address);
  if (!receiver.inlet && !isManagement(address)) receiver.close({ condition: notFound, description: `There is no ${address}.` });
}

function openOutlet(broker, sender, replies, outlets) {
  const address = addressOf(sender.source);
  sender.set_source({ address });
  sender.set_target({ address: sender.target?.address });
  sender.local.attach.snd_settle_mode = sender.remote.attach.snd_settle_mode;
  if (isManagement(address)) {
    replies.set(sender.target?.address ?? sender.name, sender);
    return;
  }
  const queue = broker.queue(address);
  if (!queue) {
    sender.close({ condition: notFound, description: `There is no ${address}.` });
    return;
  }
  const consumer = {
    mode: sender.remote.attach.snd_settle_mode === 1 ? 'delete' : 'lock',
    room: 0,
    wants: () => consumer.room > 0 && sender.is_open() && sender.session.outgoing.available() > 1,
    take(entry) {
      consumer.room--;
      const delivery = sender.send(toAmqp(entry), lockTag(entry));
      delivery.lockToken = entry.lock?.token;
    },
  };
  // Credit that messages on their way will use is counted here, since the link counts it down only when they leave.
  sender.on('sender_flow', () => {
    consumer.room = sender.credit;
    queue.pump();
    if (sender._draining) {
      consumer.room = 0;
      sender.set_drained(true);
    }
  });
  for (const [state, outcome] of Object.entries({ accepted: 'complete', released: 'abandon', modified: 'abandon', rejected: 'dead' })) {
    sender.on(state, ({ delivery }) => settle(queue, delivery, outcome));
  }
  outlets.set(sender, () => queue.remove(consumer));
  queue.add(consumer);
}

function settle(queue, delivery, outcome) {
  if (!delivery.lockToken) {
    delivery.update(true);
    return;
  }
  const error = delivery.remote_state?.error;
  const text = (name) => error?.info?.[name] ?? undefined;
  const reason = text('DeadLetterReason') ?? error?.condition;
  const description = text('DeadLetterErrorDescription') ?? error?.description;
  const isSettled = queue.settle(delivery.lockToken, outcome, reason, description);
  delivery.lockToken = undefined;
  const state = isSettled ? outcomeOf[outcome]({}) : rhea.message.rejected({ error: lockLost });
  delivery.update(true, state.described());
}

function take(broker, { message, receiver, delivery, connection }, replies) {
  const address = addressOf(receiver.target);
  if (isManagement(address)) {
    delivery.accept();
    const queue = broker.queue(address.replace(/\/?\$management$/, ''));
    replies.get(message.reply_to)?.send(manage(address === '$cbs', queue, message));
    return;
  }
  try {
    broker.send(receiver.inlet, fromAmqp(message));
    delivery.accept();
  } catch (error) {
    delivery.reject({ condition: 'amqp:internal-error', description: error.message });
    connection._register();
  }
}
