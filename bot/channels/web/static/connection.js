/**
 * Talks to the server so that nothing is lost or doubled: each message has an id and is sent until its answer is here;
 * the server knows ids that it has heard. Its events are numbered; after a pause we ask for those after the last one.
 */

import { keep } from "./store.js";
import { io } from "./vendor/socket.io.esm.min.js";

const PATIENCE = 8000; // ms until a message counts as not arrived
const TRIES = 4;

const seconds = (count) => new Promise((done) => setTimeout(done, count * 1000));

export class Connection extends EventTarget {
  /** @param {{session?: string, outbox?: object[]}} kept what this tab remembers */
  constructor(kept) {
    super();
    this.session = kept.session ?? null;
    this.outbox = (kept.outbox ?? []).map((item) => ({ ...item, arrived: false, failed: false, tries: 0 }));
    this.last = 0;
    this.ready = false;
    this.ended = false;
    // Begins by polling, which every network lets through, and moves to a WebSocket as soon as one works.
    this.socket = io({ autoConnect: false, reconnectionDelayMax: 8000, timeout: PATIENCE });
    this.socket.on("connect", () => this.greet());
    this.socket.on("event", (event) => this.take(event, false));
    this.socket.on("disconnect", () => this.lose(navigator.onLine ? "lost" : "offline"));
    this.socket.on("connect_error", (error) => this.refused(error));
  }

  start() {
    this.tell("state", "connecting");
    this.socket.connect();
  }

  /** Close for good, after deleting. */
  end() {
    this.ended = true;
    this.socket.disconnect();
  }

  /** Try at once instead of waiting for the next attempt. */
  retry() {
    this.socket.disconnect();
    this.socket.connect();
  }

  /** Take a message of the visitor: `text` is what the bot gets, `title` what they see of a pressed button. */
  send(message) {
    const item = { id: crypto.getRandomValues(new Uint32Array(4)).join("-"), ...message };
    this.outbox.push(item);
    this.keepOutbox();
    this.tell("queued", item);
    this.flush();
  }

  /** Send a message again that could not be sent. */
  sendAgain(id) {
    const item = this.outbox.find((one) => one.id === id);
    if (!item) return;
    Object.assign(item, { failed: false, tries: 0 });
    this.flush();
  }

  get waiting() {
    return this.outbox.some((item) => item.arrived);
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  keepOutbox() {
    keep({ outbox: this.outbox.map(({ id, text, title, quiet, language }) => ({ id, text, title, quiet, language })) });
  }

  lose(reason) {
    this.ready = false;
    if (!this.ended) this.tell("state", reason);
  }

  async refused(error) {
    this.lose(error?.message === "full" ? "full" : navigator.onLine ? "lost" : "offline");
    // The library tries again by itself unless the server said no.
    if (this.socket.active || this.ended) return;
    await seconds(8);
    if (!this.ended) this.socket.connect();
  }

  async greet() {
    let answer;
    try {
      answer = await this.socket.timeout(PATIENCE).emitWithAck("hello", { session: this.session, since: this.last });
    } catch {
      if (this.socket.connected) this.retry();
      return;
    }
    if (!answer.ok) {
      this.lose("full");
      await seconds(8);
      if (this.socket.connected) this.greet();
      return;
    }
    const forgotten = this.session && !answer.resumed;
    if (!answer.resumed) this.last = 0;
    this.session = answer.session;
    keep({ session: answer.session });
    this.tell("opened", { forgotten, isNew: !answer.resumed });
    for (const event of answer.events) this.take(event, true);
    this.tell("caughtUp");
    for (const item of this.outbox) item.arrived = false;
    this.ready = true;
    this.tell("state", "ready");
    this.flush();
  }

  take(event, replayed) {
    if (event.n !== undefined) {
      if (event.n <= this.last) return;
      this.last = event.n;
    }
    if (event.answers) {
      this.outbox = this.outbox.filter((item) => item.id !== event.answers);
      this.keepOutbox();
    }
    this.tell("event", { event, replayed });
  }

  /** Send what waits, one after the other. */
  async flush() {
    if (this.sending || !this.ready) return;
    this.sending = true;
    let item;
    while (this.ready && (item = this.outbox.find((one) => !one.arrived && !one.failed))) await this.deliver(item);
    this.sending = false;
  }

  async deliver(item) {
    const { id, text, title, quiet, language } = item;
    let answer;
    try {
      answer = await this.socket.timeout(PATIENCE).emitWithAck("say", { id, text, title, quiet, language });
    } catch {
      answer = { ok: false, reason: "silence", after: 1 };
    }
    if (answer.ok) {
      item.arrived = true;
      this.tell("arrived", item);
      return;
    }
    if (answer.reason === "session") {
      this.ready = false;
      this.greet();
      return;
    }
    if (answer.reason === "busy" || answer.reason === "slow_down") this.tell("state", "busy");
    else item.tries += 1;
    if (answer.reason === "unreadable" || item.tries >= TRIES) {
      item.failed = true;
      this.tell("failed", item);
      return;
    }
    await seconds(answer.after ?? 1);
    if (this.ready) this.tell("state", "ready");
  }
}
