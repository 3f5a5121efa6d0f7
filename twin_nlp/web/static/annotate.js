// The annotators' page: the session, its documents, the answers on their way, and the keys.

import { actions, keyName, shownKey } from "./actions.js";
import { alert, byId, element, prose, refill } from "./dom.js";
import { Editor } from "./editor.js";
import { asAnswer, faults, SLOTS } from "./events.js";
import { Kept } from "./kept.js";
import { call, Outbox } from "./outbox.js";

const AHEAD = 5;
const RECENT = 20;
const RETRY = 2000;
const PURE_MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock", "AltGraph"]);

class Desk {
  constructor(session) {
    this.session = session;
    this.labels = session.labels;
    this.kept = new Kept(session.log);
    this.outbox = new Outbox(this.kept, {
      acknowledged: (item, reply) => this.#acknowledged(item, reply),
      refused: (item, error) => this.#refused(item, error),
      changed: () => this.#paintProgress(),
    });
    this.editor = new Editor(this, this.kept);
    this.fetched = new Map();
    this.reopened = new Set();
    this.actions = new Map(actions(this.labels).map((action) => [action.id, action]));
    this.byKey = new Map([...this.actions.values()].flatMap((a) => a.keys.map((key) => [key, a])));
    this.#takeSession(session);
    this.#build();
  }

  // ---- the page around the text

  button(id, text) {
    const action = this.actions.get(id);
    const [key] = action.keys;
    const pressed = (event) => {
      this.perform(action);
      // After a click the keys go on where they were; who came by Tab stays on the button.
      if (event.detail > 0 && !action.movesFocus) byId("text").focus({ preventScroll: true });
    };
    return element(
      "button",
      {
        id: `do-${id}`,
        type: "button",
        title: action.help,
        "aria-keyshortcuts": key,
        onclick: pressed,
        onfocus: () => this.guide(action.guideline),
      },
      element("kbd", {}, shownKey(key)),
      ` ${text ?? action.name}`,
    );
  }

  #build() {
    for (const action of this.actions.values()) {
      if (action.place) byId(action.place).append(this.button(action.id));
    }
    const keys = [...this.actions.values()].flatMap(({ keys: all, help }) => [
      element("dt", {}, ...all.flatMap((key) => [element("kbd", {}, shownKey(key)), " "])),
      element("dd", {}, help),
    ]);
    byId("keys").replaceChildren(...keys);
    const { annotator, round, blind } = this.session;
    byId("who").textContent = `· ${annotator} · ${round}${blind ? " · blind" : ""}`;
    byId("text-keys").checked = this.kept.get("text keys") ?? false;
    byId("text-keys").addEventListener("change", (event) => this.kept.set("text keys", event.target.checked));
    byId("close-help").addEventListener("click", () => byId("help").close());
    byId("documents").addEventListener("toggle", () => this.#paintQueue());
    addEventListener("keydown", (event) => this.#keydown(event));
    for (const sign of ["pointerdown", "scroll", "pagehide"]) addEventListener(sign, () => this.editor.work());
    document.addEventListener("visibilitychange", () => this.editor.seen(!document.hidden));
    addEventListener("focus", () => this.#refresh());
    this.kept.onOtherTab((key, value) => this.#otherTab(key, value));
    this.#paintProgress();
  }

  say(message) {
    byId("status").textContent = message;
  }

  guide(label) {
    const text = this.session.guidelines[label];
    if (!text || this.guided === label) return;
    this.guided = label;
    byId("guideline-title").textContent = `Guideline: ${label.replace("_", " ")}`;
    byId("guideline").replaceChildren(...prose(text));
    byId("guideline").scrollTop = 0;
  }

  #paintProgress() {
    const { answered, skipped, flagged, total, per_hour: pace } = this.progress;
    byId("bar").max = Math.max(1, total);
    byId("bar").value = answered + skipped + flagged;
    const told = [`${answered} of ${total} answered`];
    if (skipped) told.push(`${skipped} skipped`);
    if (flagged) told.push(`${flagged} flagged`);
    if (pace) told.push(`${Math.round(pace)} an hour`);
    byId("progress").textContent = told.join(" · ");
    const loose = this.kept.lasting ? "" : " This browser keeps nothing: leave the page open until all is saved.";
    alert(byId("waiting"), this.outbox.told() + loose);
    byId("waiting").dataset.count = this.outbox.items().length;
  }

  #paintQueue() {
    if (!byId("documents").open) return;
    const items = this.queue.map(({ id }) => {
      const name = `${id}: ${this.states.get(id)}`;
      return element("li", {}, element("button", { id: `open-${id}`, type: "button", onclick: () => this.open(id) }, name));
    });
    refill(byId("queue"), ...items);
  }

  // ---- documents

  #takeSession(session) {
    this.queue = session.queue;
    this.progress = session.progress;
    this.states = new Map(session.queue.map(({ id, state }) => [id, state]));
    for (const { body } of this.outbox.items()) if (body.verdict) this.states.set(body.id, body.verdict);
  }

  async #refresh() {
    try {
      this.#takeSession(await call("/api/session"));
    } catch {
      return;
    }
    this.#paintProgress();
    this.#paintQueue();
    this.outbox.send();
  }

  // The open documents in order, from the one after `id` on.
  #openAfter(id) {
    const at = this.queue.findIndex((queued) => queued.id === id) + 1;
    const round = [...this.queue.slice(at), ...this.queue.slice(0, at)];
    return round.map((queued) => queued.id).filter((other) => this.states.get(other) === "open");
  }

  openNext() {
    const [id] = this.#openAfter(this.wanted);
    if (id !== undefined) return this.open(id);
    this.wanted = null;
    this.editor.clear();
    byId("title").textContent = "All done";
    byId("about").textContent = "No document of this round is open any more. The list of documents has those that you skipped. Ctrl-C in the terminal ends the page and tells what is next.";
    this.say("All documents are done");
    return null;
  }

  async #fetch(id) {
    if (!this.fetched.has(id)) this.fetched.set(id, await call(`/api/document?id=${encodeURIComponent(id)}`));
    return this.fetched.get(id);
  }

  async open(id) {
    clearTimeout(this.retrying);
    this.wanted = id;
    let doc = this.fetched.get(id);
    if (!doc) {
      this.editor.clear();
      byId("title").textContent = `Loading ${id}`;
      try {
        doc = await this.#fetch(id);
      } catch (error) {
        if (this.wanted !== id) return;
        this.say(`${id} can't be fetched (${error.message}); trying again`);
        this.retrying = setTimeout(() => this.open(id), RETRY);
        return;
      }
      if (this.wanted !== id) return;
    }
    this.editor.show(doc);
    this.#paintQueue();
    const { entries } = this.editor.draft;
    this.guide(entries[0]?.event.type ?? "none");
    const kind = entries.some((e) => e.suggested && !e.settled) ? "suggested event" : "event";
    const place = this.queue.findIndex((queued) => queued.id === id) + 1;
    this.say(`Document ${place} of ${this.queue.length}: ${entries.length} ${kind}${entries.length === 1 ? "" : "s"}`);
    await this.#fetchAhead(id);
  }

  async #fetchAhead(id) {
    for (const next of this.#openAfter(id).slice(0, AHEAD)) {
      if (this.wanted !== id) return;
      try {
        await this.#fetch(next);
      } catch {
        return;
      }
    }
  }

  // ---- answering

  // Accept the event in focus and go on: to the next event that isn't accepted, else to the next document.
  settle(type) {
    const { editor } = this;
    if (editor.picked && type) return editor.fill(SLOTS[this.labels.types.indexOf(type)]);
    const entry = editor.focused();
    if (!entry) {
      if (!type && editor.doc.suggestions?.length === 0) return this.answer("answered", []);
      return this.say("No event here yet: x takes the sentence for one, 0 says there is none");
    }
    const event = type ? { ...entry.event, type } : entry.event;
    const { entries, focus } = editor.draft;
    const [fault] = faults(event);
    if (fault) return editor.changeEvent(event, `Event ${focus + 1}: ${fault}`);
    const settled = entries.map((e, n) => (n === focus ? { ...e, event, settled: true } : e));
    const open = [...settled.keys()].filter((n) => !settled[n].settled);
    if (!open.length) return this.answer("answered", settled.map((e) => asAnswer(e.event)));
    const next = open.find((n) => n > focus) ?? open[0];
    editor.change(settled, focus);
    editor.focusOn(next);
    return this.say(`Event ${focus + 1} accepted; event ${next + 1} is next`);
  }

  // While a selection stands, the digits say what it is, and 0 is none of them.
  none() {
    if (this.editor.picked) this.editor.escape();
    else this.answer("answered", []);
  }

  flag() {
    const whole = this.editor.draft.entries.filter((e) => e.settled && !faults(e.event).length);
    this.answer("flagged", whole.map((e) => asAnswer(e.event)));
  }

  answer(verdict, events) {
    const { doc, draft } = this.editor;
    const { id } = doc;
    const recent = (this.kept.get("recent") ?? []).filter((r) => r.id !== id);
    this.kept.set("recent", [{ id, draft: { ...draft, steps: [] } }, ...recent].slice(0, RECENT));
    this.kept.remove(`draft/${id}`);
    this.fetched.set(id, { ...doc, answer: { events, comment: draft.comment } });
    this.states.set(id, verdict);
    const effort = { seconds: Math.round(100 * draft.seconds) / 100, keystrokes: draft.keystrokes };
    this.outbox.add("/api/answers", { id, verdict, events, comment: draft.comment, ...effort });
    this.outbox.send();
    this.openNext();
  }

  // Open a document again as it stood before its answer, also while the server can't be reached.
  #reopen(id) {
    this.states.set(id, "open");
    if (this.fetched.has(id)) this.fetched.set(id, { ...this.fetched.get(id), answer: null });
    const recent = this.kept.get("recent") ?? [];
    const last = recent.find((r) => r.id === id);
    if (last) {
      this.kept.set(`draft/${id}`, last.draft);
      this.kept.set("recent", recent.filter((r) => r !== last));
    }
    return this.open(id);
  }

  #acknowledged(item, reply) {
    this.progress = reply.progress;
    if (item.path === "/api/undo" && !this.reopened.delete(item.name)) this.#reopen(reply.id);
    this.#paintProgress();
  }

  async #refused(item, error) {
    if (item.path === "/api/undo") return this.say("There is no answer to take back");
    await this.#reopen(item.body.id);
    return this.say(`${item.body.id} was not saved: ${error.message}`);
  }

  // Take back the last change to this document; where there is none, the last answer.
  async undo() {
    if (this.editor.draft?.steps.length) return this.editor.undo();
    const item = this.outbox.add("/api/undo", {});
    await this.outbox.send();
    const [last] = this.kept.get("recent") ?? [];
    if (last && this.outbox.items().some(({ name }) => name === item.name)) {
      this.reopened.add(item.name);
      await this.#reopen(last.id);
    }
    return null;
  }

  #otherTab(key, value) {
    const open = this.editor.doc?.id;
    if (key.startsWith("outbox/")) {
      if (value?.body.verdict) {
        this.states.set(value.body.id, value.body.verdict);
        this.fetched.delete(value.body.id);
        if (value.body.id === open) this.openNext();
      }
      this.#paintProgress();
    } else if (value && key === `draft/${open}`) this.editor.adopt(value);
  }

  // ---- keys

  help() {
    if (byId("help").open) byId("help").close();
    else byId("help").showModal();
  }

  perform(action) {
    if (!this.editor.draft && !["undo", "help"].includes(action.id)) return;
    if (!this.editor.picked) this.guide(action.guideline);
    action.run(this, this.editor);
  }

  #keydown(event) {
    if (PURE_MODIFIERS.has(event.key)) return;
    this.editor.work(1);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    if (target.matches("input, textarea, select") && event.key !== "Escape") {
      if (event.key === "Enter" && target.matches("input")) this.editor.escape();
      return;
    }
    if (target.matches("button, summary") && ["Enter", " "].includes(event.key)) return;
    if (target.id === "guideline" && event.key.startsWith("Arrow")) return;
    const action = this.byKey.get(keyName(event));
    if (!action || (byId("help").open && action.id !== "help")) return;
    if (byId("text-keys").checked && target !== byId("text") && !["help", "escape"].includes(action.id)) return;
    event.preventDefault();
    this.perform(action);
  }
}

const desk = new Desk(await call("/api/session"));
desk.outbox.send();
desk.openNext();
