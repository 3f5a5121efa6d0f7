// Answers on their way to the server. Each waits under a key of its own, so tabs can't overwrite one another's,
// and is sent until the server acknowledges it; the server knows an answer that comes twice by its key.

import { uniqueKey } from "./kept.js";

const BOX = "outbox/";
const DIGITS = 15;
const LONGEST_WAIT = 10000;

export async function call(path, body) {
  const options = body
    ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
    : {};
  const response = await fetch(path, { ...options, credentials: "same-origin", cache: "no-store" });
  const reply = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(reply.error ?? response.statusText), { status: response.status });
  return reply;
}

export class Outbox {
  // `acknowledged(item, reply)`, `refused(item, error)` and `changed()` are called as things happen.
  constructor(kept, handlers) {
    this.kept = kept;
    this.handlers = handlers;
    this.trouble = null;
    this.wait = 500;
    addEventListener("online", () => this.send());
  }

  // The time comes first in the key, so that the order of keys is the order of answers, also of several tabs and where
  // the clock was put back.
  add(path, body) {
    const newest = this.kept.keys(BOX).at(-1)?.slice(BOX.length, BOX.length + DIGITS) ?? 0;
    const time = Math.max(Date.now(), Number(newest) + 1);
    const item = { path, body: { ...body, key: uniqueKey() } };
    item.name = `${BOX}${String(time).padStart(DIGITS, "0")}-${item.body.key}`;
    this.kept.set(item.name, item);
    this.handlers.changed();
    return item;
  }

  items() {
    return this.kept.keys(BOX).map((name) => this.kept.get(name)).filter(Boolean);
  }

  // What waits and why, in a sentence; empty where nothing keeps it here.
  told() {
    const count = this.items().length;
    if (!count || !this.trouble) return "";
    const waits = `${count} answer${count === 1 ? " waits" : "s wait"} here to be saved`;
    const { status, message } = this.trouble;
    if (status === 403) return `The server was started anew: open the link that it printed. Until then ${waits}.`;
    if (status) return `The server can't save (${message}): ${waits}, and will be sent again.`;
    return `The server can't be reached: ${waits}, and will be sent when it is back.`;
  }

  remove(item) {
    this.kept.remove(item.name);
    this.handlers.changed();
  }

  // Send what waits, in order. A call while one is under way joins it.
  send() {
    clearTimeout(this.timer);
    this.sending ??= this.#sendAll().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async #sendAll() {
    for (let [item] = this.items(); item; [item] = this.items()) {
      try {
        const reply = await call(item.path, item.body);
        this.trouble = null;
        this.wait = 500;
        this.remove(item);
        this.handlers.acknowledged(item, reply);
      } catch (error) {
        if (error.status >= 400 && error.status < 500 && error.status !== 403) {
          this.remove(item);
          this.handlers.refused(item, error);
          continue;
        }
        this.trouble = error;
        this.handlers.changed();
        this.timer = setTimeout(() => this.send(), this.wait);
        this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
        return;
      }
    }
  }
}
