// The document in view and the annotator's draft of it: changing events, moving, selecting.

import { byId, element, refill } from "./dom.js";
import { changed, Clock, freshDraft, stepBack } from "./draft.js";
import * as events from "./events.js";
import { paintEvents } from "./panel.js";
import { TextView } from "./text.js";

const SPAN_SLOTS = events.SLOTS.filter((slot) => slot !== "evidence");

export class Editor {
  // `desk` has the buttons, the labels, and shows messages and guidelines.
  constructor(desk, kept) {
    this.desk = desk;
    this.kept = kept;
    this.clock = new Clock();
    this.text = new TextView(byId("text"), {
      picked: (span) => this.#pick(span),
      sentenceChosen: (index) => this.#goTo(index),
      mentionChosen: (index) => this.#takeMention(this.mentions[index]),
      evidenceToggled: (index) => {
        this.#goTo(index);
        this.toggleEvidence();
      },
    });
    byId("comment").addEventListener("input", (event) => this.keep({ ...this.draft, comment: event.target.value }));
  }

  show(doc) {
    this.doc = doc;
    this.mentions = events.mentionList(doc.mentions);
    this.draft = this.kept.get(`draft/${doc.id}`) ?? freshDraft(doc);
    this.clock.lap();
    this.picked = null;
    this.text.show(doc);
    const [first] = this.focused()?.event.evidence ?? [];
    this.sentence = first ? this.text.sentenceAt(first.start) : 0;
    scrollTo(0, 0);
    this.paint();
    byId("text").focus({ preventScroll: true });
  }

  // Nothing is in view: keys and clicks change nothing until a document is shown.
  clear() {
    this.doc = null;
    this.draft = null;
    this.picked = null;
    this.paint();
  }

  adopt(draft) {
    this.draft = draft;
    this.paint();
  }

  paint() {
    const { doc, draft } = this;
    byId("text").hidden = !doc;
    byId("tools").hidden = !doc;
    byId("comment").disabled = !doc;
    if (!this.picked && byId("slots").contains(document.activeElement)) byId("text").focus({ preventScroll: true });
    byId("slots").hidden = !this.picked;
    byId("types").hidden = Boolean(this.picked);
    if (!doc) {
      byId("about").textContent = "";
      byId("comment").value = "";
      byId("events").replaceChildren();
      return;
    }
    byId("title").textContent = doc.id;
    byId("about").textContent = [doc.published ?? "no date", doc.source].filter(Boolean).join(" · ");
    if (byId("comment").value !== draft.comment) byId("comment").value = draft.comment;
    this.text.paint({ ...draft, sentence: this.sentence, pick: this.picked, mentions: this.mentions });
    paintEvents(this, this.desk, doc.answer === null && doc.suggestions?.length === 0);
    if (this.picked) this.#paintSlots();
  }

  #paintSlots() {
    const name = element("span", {}, `“${this.picked.text}” is `);
    const buttons = events.SLOTS.map((slot, index) =>
      element(
        "button",
        { id: `slot-${slot}`, type: "button", "aria-keyshortcuts": String(index + 1), onclick: () => this.fill(slot) },
        element("kbd", {}, String(index + 1)),
        ` ${events.SLOT_NAMES[slot]}`,
      ),
    );
    refill(byId("slots"), name, ...buttons, this.desk.button("escape", "none of these"));
  }

  // ---- the draft

  keep(draft) {
    this.draft = draft;
    this.kept.set(`draft/${this.doc.id}`, draft);
  }

  // A sign of work: the time since the last one counts.
  work(keystrokes = 0) {
    if (!this.draft) return;
    const { seconds, keystrokes: before } = this.draft;
    this.draft = { ...this.draft, seconds: seconds + this.clock.lap(), keystrokes: before + keystrokes };
    if (this.kept.get(`draft/${this.doc.id}`)) this.keep(this.draft);
  }

  // The page came into view or went out of it; nobody works on what can't be seen.
  seen(inView) {
    if (inView) this.clock.lap();
    else this.work();
  }

  comment() {
    byId("comment").focus();
  }

  focused() {
    return this.draft.entries[this.draft.focus];
  }


  change(entries, focus, said) {
    this.keep(changed(this.draft, entries, focus));
    this.paint();
    if (said) this.desk.say(said);
  }

  changeEvent(event, said) {
    this.change(this.#with(event), this.draft.focus, said);
  }

  // The entries with another event in the focus.
  #with(event) {
    return this.draft.entries.map((entry, n) => (n === this.draft.focus ? { ...entry, event } : entry));
  }

  addEvent(evidence, said) {
    const entry = { event: events.newEvent(evidence), suggested: false, settled: false };
    this.change([...this.draft.entries, entry], this.draft.entries.length, said);
  }

  toggleEvidence() {
    const sentence = this.sentenceSpan();
    const entry = this.focused();
    if (!sentence) return;
    if (!entry) this.addEvent([sentence], "Event 1 begun with this sentence");
    else {
      const event = events.toggleEvidence(entry.event, sentence);
      const on = event.evidence.length > entry.event.evidence.length;
      this.changeEvent(event, on ? "Sentence is evidence" : "Sentence is no evidence");
    }
  }

  fill(slot) {
    const { picked: pick } = this;
    this.picked = null;
    if (!this.focused()) this.addEvent([this.sentenceSpan()]);
    this.changeEvent(
      events.addSpan(this.focused().event, slot, pick, this.mentions),
      `${pick.text}: ${events.SLOT_NAMES[slot]}`,
    );
    this.desk.guide(slot);
    const { event } = this.focused();
    if (slot === "date" && !event.date.edtf) byId("edtf").focus();
    const open = event.participants.findIndex((p) => !p.role);
    if (slot === "participants" && open >= 0) byId(`role-${open}`).focus();
  }

  #takeMention({ slot, value }) {
    const span = { start: value.start, end: value.end, text: value.text };
    const entry = this.focused();
    if (entry && events.slotAt(entry.event, span) === slot) this.removeSpan(slot, span);
    else {
      this.picked = span;
      this.sentence = this.text.sentenceAt(span.start);
      this.fill(slot);
    }
  }

  take() {
    const found = this.picked && this.#stops().find(({ value }) => this.#isPick(value));
    if (found) this.#takeMention(found);
    else this.toggleEvidence();
  }

  removeSpan(slot, span) {
    this.picked = null;
    this.changeEvent(events.removeSpan(this.focused().event, slot, span), `${span.text} removed`);
  }

  // The field shows its value already. Drawing it anew would take away the button under a mouse that, by being
  // pressed there, ended the typing.
  setValue(slot, span, value) {
    const { event } = this.focused();
    const set = (s) => (s.start === span.start && s.end === span.end ? { ...s, ...value } : s);
    const mended = { ...event, [slot]: slot === "date" ? set(event.date) : event[slot].map(set) };
    this.keep(changed(this.draft, this.#with(mended), this.draft.focus));
  }

  turnSide(name) {
    const { event } = this.focused();
    const { senders, receivers } = event;
    const without = (side) => side.filter((other) => other !== name);
    const sides = senders.includes(name)
      ? { senders: without(senders), receivers: [...receivers, name] }
      : receivers.includes(name)
        ? { senders, receivers: without(receivers) }
        : { senders: [...senders, name], receivers };
    this.changeEvent({ ...event, ...sides });
  }

  focusOn(index) {
    this.keep({ ...this.draft, focus: index });
    const [first] = this.focused().event.evidence;
    if (first) this.#goTo(this.text.sentenceAt(first.start));
    else this.paint();
    this.desk.guide(this.focused().event.type ?? "none");
  }

  nextEvent() {
    const { entries, focus } = this.draft;
    if (!entries.length) return;
    this.focusOn((focus + 1) % entries.length);
    this.desk.say(`Event ${this.draft.focus + 1} of ${entries.length}`);
  }

  // ---- moving and selecting

  sentenceSpan() {
    return this.text.sentences[this.sentence];
  }

  #goTo(index) {
    this.sentence = index;
    this.picked = null;
    this.paint();
    this.text.scrollTo(index);
  }

  moveSentence(step) {
    this.#goTo(Math.min(Math.max(0, this.sentence + step), this.text.sentences.length - 1));
  }

  #pick(span) {
    if (!this.doc) return;
    this.picked = span;
    this.sentence = this.text.sentenceAt(span.start);
    this.paint();
    this.desk.say(`Selected: ${span.text}`);
  }

  #isPick(span) {
    return this.picked.start === span.start && this.picked.end === span.end;
  }

  // One step by word; `extending` moves the far end of the selection and keeps the near one.
  moveWord(step, extending) {
    const { words, offsets } = this.text;
    if (!words.length) return;
    const last = words.length - 1;
    if (!this.picked) {
      const from = this.sentenceSpan()?.start ?? 0;
      this.anchor = this.head = this.text.wordFrom(from, step);
    } else {
      if (this.walked !== this.picked) {
        this.anchor = this.text.wordFrom(this.picked.start, 1);
        this.head = this.text.wordFrom(this.picked.end, -1);
      }
      this.head = Math.min(Math.max(0, this.head + step), last);
      if (!extending) this.anchor = this.head;
    }
    const [first, final] = [Math.min(this.anchor, this.head), Math.max(this.anchor, this.head)];
    this.#pick(offsets.span(words[first][0], words[final][1]));
    this.walked = this.picked;
    this.sentence = this.text.sentenceAt(words[this.head][0]);
    this.paint();
    this.text.scrollTo(this.sentence);
  }

  // Mentions, and the spans of the event in focus, in the order of the text.
  #stops() {
    const stops = [...this.mentions];
    const event = this.focused()?.event;
    for (const slot of event ? SPAN_SLOTS : []) {
      for (const value of events.listed(event, slot)) {
        if (!stops.some((s) => s.slot === slot && s.value.start === value.start && s.value.end === value.end)) {
          stops.push({ slot, value });
        }
      }
    }
    return stops.sort((a, b) => a.value.start - b.value.start || a.value.end - b.value.end);
  }

  moveMention(step) {
    const stops = this.#stops();
    if (!stops.length) return this.desk.say("No mentions in this text");
    const from = this.picked ?? { start: this.sentenceSpan().start, end: -1 };
    const after = (s) => s.value.start > from.start || (s.value.start === from.start && s.value.end > from.end);
    const before = (s) => s.value.start < from.start || (s.value.start === from.start && s.value.end < from.end);
    const found = step > 0 ? (stops.find(after) ?? stops[0]) : (stops.findLast(before) ?? stops.at(-1));
    this.#pick(this.text.offsets.span(found.value.start, found.value.end));
    this.text.scrollTo(this.sentence);
    this.desk.say(`${found.value.text}, ${events.SLOT_NAMES[found.slot]}: x takes it`);
    return null;
  }

  escape() {
    this.picked = null;
    byId("text").focus({ preventScroll: true });
    this.paint();
  }

  undo() {
    this.keep(stepBack(this.draft));
    this.picked = null;
    this.paint();
    this.desk.say("Taken back");
  }
}
