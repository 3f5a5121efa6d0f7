// The adjudicators' page: one difference at a time, both sides, a reason, and on to the next.

import { alert, byId, element, prose } from "./dom.js";
import { Kept } from "./kept.js";
import { Offsets } from "./offsets.js";
import { call, Outbox } from "./outbox.js";
import { NAMES, choices, eventTold, spansOf, told } from "./values.js";

const SIDES = ["A", "B"];

class Bench {
  constructor(session) {
    this.session = session;
    this.#take(session);
    this.kept = new Kept(`${session.log}/${session.adjudicator}`);
    this.outbox = new Outbox(this.kept, {
      acknowledged: (item, reply) => this.#acknowledged(item, reply),
      refused: (item, error) => this.#refused(item, error),
      changed: () => this.#paintProgress(),
    });
    byId("who").textContent = `adjudicate ${session.round} as ${session.adjudicator}`;
    this.keys = new Map();
    this.#button("values", "1", "take A", () => this.take("A"));
    this.#button("values", "2", "take B", () => this.take("B"));
    this.#button("values", "3", "other", () => this.other());
    for (const reason of session.reasons) this.#button("reasons", reason[0], reason, () => this.settle(reason));
    this.#button("moves", "j", "next", () => this.move(1));
    this.#button("moves", "k", "before", () => this.move(-1));
    this.keys.set("n", () => byId("note").focus());
    document.addEventListener("keydown", (event) => this.#keydown(event));
  }

  #take({ progress, queue }) {
    this.progress = progress;
    this.queue = new Map(queue.map((q) => [q.id, q]));
  }

  // What waited for the server when the page was left is sent first, and counts.
  async start() {
    await this.outbox.send();
    this.#take(await call("/api/session"));
    this.openNext();
  }

  say(text) {
    byId("status").textContent = text;
  }

  #button(place, key, name, run) {
    this.keys.set(key, run);
    const button = { id: `do-${key}`, type: "button", "aria-keyshortcuts": key, onclick: run };
    byId(place).append(element("button", button, element("kbd", {}, key), ` ${name}`));
  }

  // ---- documents and differences

  async open(id, last = false) {
    // What is on its way counts, or an answer given a moment ago would be asked for again.
    await this.outbox.send();
    try {
      this.doc = await call(`/api/document?id=${encodeURIComponent(id)}`);
    } catch (error) {
      return this.say(`${id} can't be shown: ${error.message}`);
    }
    for (const { body } of this.outbox.items().filter((item) => item.body.id === id)) {
      const found = this.doc.differences.find((d) => d.what === body.what && `${d.event}` === `${body.event}`);
      if (found) found.settlement = body;
    }
    this.offsets = new Offsets(this.doc.text);
    byId("title").textContent = id;
    byId("about").textContent = [this.doc.published, this.doc.source].filter(Boolean).join(" · ");
    const open = this.doc.differences.findIndex((d) => !d.settlement);
    const end = last ? this.doc.differences.length - 1 : 0;
    return this.show(open < 0 ? end : open);
  }

  openNext() {
    const open = [...this.queue.values()].find((q) => q.settled < q.differences);
    if (open) return this.open(open.id);
    byId("title").textContent = "All settled";
    byId("about").textContent = "Every difference of this round is settled. twin-nlp adopt takes the answers into the corpus.";
    this.doc = null;
    for (const place of ["text", "sides", "differences", "which", "what", "chosen"]) byId(place).replaceChildren();
    byId("other").hidden = true;
    return this.#paintProgress();
  }

  show(index) {
    this.index = index;
    const { settlement } = this.difference();
    this.choice = settlement ? { value: settlement.settled } : null;
    byId("note").value = settlement?.note ?? "";
    byId("other").hidden = true;
    this.#paint();
    byId("difference").focus({ preventScroll: true });
    byId("text").querySelector("mark, .context")?.scrollIntoView({ block: "nearest" });
  }

  difference() {
    return this.doc.differences[this.index];
  }

  move(step) {
    if (!this.doc) return null;
    const next = this.index + step;
    if (next >= 0 && next < this.doc.differences.length) return this.show(next);
    const ids = [...this.queue.keys()];
    const id = ids[ids.indexOf(this.doc.id) + step];
    return id ? this.open(id, step < 0) : this.say(step > 0 ? "That was the last document" : "This is the first document");
  }

  // ---- the choice

  take(side) {
    if (!this.doc) return;
    this.choice = { value: this.difference()[side] };
    byId("other").hidden = true;
    this.#paint();
    this.say(`${side} is right: now the reason`);
  }

  other() {
    if (!this.doc) return null;
    const { what } = this.difference();
    const found = choices(what, this.difference(), this.doc.answers, this.session.labels);
    if (!found) return this.say("There is no third here: A or B");
    const place = byId("other");
    const changed = () => {
      this.choice = { value: read() };
      this.#paint();
    };
    const box = (type, option, at) =>
      element(
        "label",
        {},
        element("input", { type, name: "other", value: String(at), checked: option.chosen ?? false, onchange: changed }),
        ` ${option.text}`,
      );
    const picked = () => [...place.querySelectorAll("input:checked")].map((input) => found.options[input.value].value);
    let read = () => picked()[0] ?? null;
    let children = [];
    if (found.kind === "list") {
      read = picked;
      children = found.options.map((option, at) => box("checkbox", option, at));
    } else if (found.kind === "direction") {
      const side = (n) => [...place.querySelectorAll("select")].filter((s) => s.value === String(n)).map((s) => s.name);
      read = () => [side(0).sort(), side(1).sort()];
      children = found.options.map((name) =>
        element(
          "label",
          {},
          `${name} `,
          element(
            "select",
            { name, onchange: changed },
            ...[["", "–"], ["0", "sends or travels"], ["1", "receives"]].map(([value, text]) => element("option", { value }, text)),
          ),
        ),
      );
    } else {
      children = found.options.map((option, at) => box("radio", option, at));
    }
    if (found.kind === "date") {
      const value = element("input", { id: "edtf", size: 24, oninput: changed });
      children.push(element("label", {}, "value (EDTF) ", value));
      read = () => {
        const [date] = picked();
        return date ? { ...date, edtf: value.value.trim() || null } : null;
      };
    }
    place.replaceChildren(element("legend", {}, "Other"), ...children);
    place.hidden = false;
    if (found.kind === "list") changed();
    place.querySelector("input, select").focus();
    return this.say("Choose, then the reason");
  }

  async settle(reason) {
    if (!this.doc) return null;
    if (!this.choice) return this.say("Who is right? 1 takes A, 2 takes B, 3 another value");
    const found = this.difference();
    const settlement = { settled: this.choice.value, reason, note: byId("note").value.trim() };
    if (!found.settlement) this.queue.get(this.doc.id).settled += 1;
    found.settlement = settlement;
    const { id } = this.doc;
    this.outbox.add("/api/settlements", { id, what: found.what, event: found.event, ...settlement });
    const next = this.doc.differences.findIndex((d) => !d.settlement);
    if (next >= 0) {
      this.show(next);
      this.outbox.send();
      return null;
    }
    await this.outbox.send();
    // What the server refused stands open again, and is shown.
    return this.doc.differences.every((d) => d.settlement) ? this.openNext() : null;
  }

  #acknowledged(item, reply) {
    this.progress = reply.progress;
    this.say(`${NAMES[item.body.what] ?? item.body.what} of ${item.body.id} settled`);
    this.#paintProgress();
  }

  async #refused(item, error) {
    const { id, what, event } = item.body;
    this.queue.get(id).settled -= 1;
    if (this.doc?.id === id) {
      const at = this.doc.differences.findIndex((d) => d.what === what && `${d.event}` === `${event}`);
      this.doc.differences[at].settlement = null;
      this.show(at);
    }
    this.say(`${NAMES[what] ?? what} of ${id} was not settled: ${error.message}`);
  }

  // ---- what is seen

  #paintProgress() {
    const { settled, differences, documents } = this.progress;
    byId("bar").max = differences;
    byId("bar").value = settled;
    byId("progress").textContent =
      `${settled} of ${differences} differences settled, ${this.progress["documents settled"]} of ${documents} documents`;
    alert(byId("waiting"), this.outbox.told());
    const items = [...this.queue.values()].map((q) =>
      this.#listed(q.id === this.doc?.id, `${q.id}: ${q.settled} of ${q.differences}`, () => this.open(q.id)),
    );
    byId("queue").replaceChildren(...items);
  }

  #listed(current, text, onclick) {
    return element("li", {}, element("button", { type: "button", "aria-current": current ? "true" : null, onclick }, text));
  }

  #paint() {
    const found = this.difference();
    const { what, event } = found;
    const { answers, differences } = this.doc;
    byId("what").textContent = `${this.index + 1} of ${differences.length}: ${this.#named(found)}`;
    const shown = SIDES.map((side, n) => event[n] !== null && `${side}: event ${event[n] + 1}, ${eventTold(answers[side][event[n]])}`);
    byId("which").textContent = what === "events" ? "" : shown.filter(Boolean).join(" · ");
    byId("sides").replaceChildren(...SIDES.map((side, n) => this.#side(side, found, SIDES[1 - n])));
    byId("chosen").textContent = this.choice ? `Chosen: ${told(what, this.choice.value, this.choice.value ?? []).map((l) => l.text).join("; ")}` : "";
    const labels = what === "type" ? [found.A, found.B] : [what === "events" ? "none" : what];
    const rules = labels.map((label) => prose(this.session.guidelines[label] ?? "No rule on this."));
    byId("guideline").replaceChildren(
      ...rules.flatMap((rule, n) => (rules.length > 1 ? [element("h3", {}, labels[n]), ...rule] : rule)),
    );
    byId("differences").replaceChildren(
      ...differences.map((d, at) =>
        this.#listed(at === this.index, `${this.#named(d)}${d.settlement ? ` – ${d.settlement.reason}` : ""}`, () => this.show(at)),
      ),
    );
    this.#paintText(found);
    this.#paintProgress();
  }

  #named({ what, event }) {
    return what === "events" && event.every((n) => n === null) ? "which event is the main one" : (NAMES[what] ?? what);
  }

  #side(side, found, other) {
    const lines = told(found.what, found[side], found[other]);
    const taken = this.choice && JSON.stringify(this.choice.value) === JSON.stringify(found[side]);
    return element(
      "div",
      { className: `side side-${side.toLowerCase()}${taken ? " taken" : ""}`, "data-side": side },
      element("h3", {}, element("span", { className: "badge" }, side), taken ? " taken" : ""),
      ...lines.map(({ text, alone }) => element("p", { className: alone ? "alone" : "" }, text)),
    );
  }

  // The text with both sides' spans marked, and the event's evidence where the difference is none of spans.
  #paintText({ what, event, ...values }) {
    const layers = SIDES.flatMap((side) => spansOf(what, values[side]).map((span) => ({ ...span, side })));
    const evidence = SIDES.flatMap((side, n) => (event[n] === null ? [] : this.doc.answers[side][event[n]].evidence));
    const context = what === "evidence" || what === "events" ? [] : evidence;
    const cuts = new Set([0, this.offsets.length, ...[...layers, ...context].flatMap(({ start, end }) => [start, end])]);
    const ordered = [...cuts].sort((a, b) => a - b);
    const parts = ordered.slice(0, -1).map((start, n) => {
      const end = ordered[n + 1];
      const text = this.offsets.slice(start, end);
      const covers = (span) => span.start <= start && end <= span.end;
      const sides = SIDES.filter((side) => layers.some((span) => span.side === side && covers(span)));
      if (!sides.length) return context.some(covers) ? element("span", { className: "context" }, text) : text;
      const begins = layers.some((span) => span.start === start);
      const name = sides.join("");
      return element("mark", { className: `side-${name.toLowerCase()}`, "data-mark": begins ? name : null }, text);
    });
    byId("text").replaceChildren(...parts);
  }

  // ---- keys

  #keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    const typing = target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (event.key === "Escape" || (event.key === "Enter" && target.matches("#other input"))) {
      byId("difference").focus();
    } else if (!typing && this.keys.has(event.key.toLowerCase())) {
      event.preventDefault();
      this.keys.get(event.key.toLowerCase())();
    }
  }
}

const bench = new Bench(await call("/api/session"));
bench.start();
