// The text with its events: sentences as options of a list, and in them evidence, slots, mentions and selection.

import { element } from "./dom.js";
import { SLOTS, SLOT_NAMES, listed } from "./events.js";
import { Offsets, words } from "./offsets.js";

const COLOURS = 6;
const SETTLING = 300;

export class TextView {
  // `picked(span)`, `sentenceChosen(index)`, `mentionChosen(index)` and `evidenceToggled(index)` are called
  // for what is done with the mouse; indices are those of sentences and of the list of mentions.
  constructor(place, handlers) {
    this.place = place;
    this.handlers = handlers;
    place.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("pointerdown", () => {
      this.pressed = true;
    });
    document.addEventListener("pointerup", () => {
      this.pressed = false;
      this.#selected();
    });
    document.addEventListener("selectionchange", () => {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.pressed || this.#selected(), SETTLING);
    });
  }

  show(doc) {
    this.offsets = new Offsets(doc.text);
    this.words = words(this.offsets);
    this.sentences = doc.sentences.map(([start, end]) => this.offsets.span(start, end));
    const children = [];
    let at = 0;
    this.options = this.sentences.map((sentence, index) => {
      children.push(this.offsets.slice(at, sentence.start));
      const option = element("span", { id: `s${index}`, className: "sentence", role: "option" });
      option.dataset.sentence = index;
      children.push(option);
      at = sentence.end;
      return option;
    });
    children.push(this.offsets.slice(at, this.offsets.length));
    this.painted = [];
    this.place.replaceChildren(...children);
  }

  // The sentence that holds a point, or the next one.
  sentenceAt(point) {
    let [low, high] = [0, Math.max(0, this.sentences.length - 1)];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sentences[middle].end <= point) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Draw what changed: { entries, focus, sentence, pick, mentions }.
  paint(state) {
    const layers = this.#bySentence(this.#layers(state));
    this.options.forEach((option, index) => {
      const here = layers.get(index) ?? [];
      const drawn = JSON.stringify(here);
      if (drawn !== this.painted[index]) {
        this.painted[index] = drawn;
        option.replaceChildren(element("span", { className: "handle" }), ...this.#segments(this.sentences[index], here));
        option.ariaSelected = String(here.some((l) => l.kind === "evidence" && l.focused));
      }
    });
    this.place.querySelector(".here")?.classList.remove("here");
    this.options[state.sentence]?.classList.add("here");
    if (this.options.length) this.place.setAttribute("aria-activedescendant", `s${state.sentence}`);
  }

  #bySentence(layers) {
    const found = new Map();
    for (const layer of layers) {
      for (let n = this.sentenceAt(layer.start); this.sentences[n]?.start < layer.end; n++) {
        if (!found.has(n)) found.set(n, []);
        found.get(n).push(layer);
      }
    }
    return found;
  }

  scrollTo(index) {
    this.options[index]?.scrollIntoView({ block: "nearest" });
  }

  // The word before or after a point, as its index in `words`.
  wordFrom(point, step) {
    if (step > 0) {
      const next = this.words.findIndex(([start]) => start >= point);
      return next < 0 ? this.words.length - 1 : next;
    }
    const next = this.words.findIndex(([start]) => start >= point);
    return Math.max(0, (next < 0 ? this.words.length : next) - 1);
  }

  #layers({ entries, focus, pick, mentions }) {
    const layers = [];
    entries.forEach(({ event, suggested, settled }, index) => {
      const dashed = suggested && !settled;
      for (const { start, end } of event.evidence) {
        layers.push({ start, end, kind: "evidence", event: index, focused: index === focus, dashed, mark: `${index + 1}` });
      }
    });
    const focused = entries[focus];
    for (const slot of focused ? SLOTS.slice(0, 4) : []) {
      for (const { start, end } of listed(focused.event, slot)) {
        const dashed = focused.suggested && !focused.settled;
        layers.push({ start, end, kind: slot, dashed, mark: SLOT_NAMES[slot] });
      }
    }
    mentions.forEach(({ value }, index) => layers.push({ start: value.start, end: value.end, kind: "mention", index }));
    if (pick) layers.push({ start: pick.start, end: pick.end, kind: "pick" });
    return layers;
  }

  #segments(sentence, layers) {
    const cuts = new Set([sentence.start, sentence.end]);
    for (const { start, end } of layers) {
      cuts.add(Math.max(start, sentence.start));
      cuts.add(Math.min(end, sentence.end));
    }
    const ordered = [...cuts].sort((a, b) => a - b);
    return ordered.slice(0, -1).map((start, n) => {
      const end = ordered[n + 1];
      const here = layers.filter((l) => l.start <= start && end <= l.end);
      const text = this.offsets.slice(start, end);
      return here.length ? this.#segment(text, here, start) : text;
    });
  }

  #segment(text, layers, start) {
    const made = element("span", {}, text);
    const evidence = layers.filter((l) => l.kind === "evidence");
    const shown = evidence.find((l) => l.focused) ?? evidence[0];
    if (shown) made.classList.add("evidence", `event-${(shown.event % COLOURS) + 1}`);
    if (shown?.focused) made.classList.add("focused");
    if (shown?.dashed) made.classList.add("suggested");
    const slot = layers.find((l) => SLOT_NAMES[l.kind] && l.kind !== "evidence");
    if (slot) made.classList.add("slot", slot.kind);
    if (slot?.dashed) made.classList.add("suggested");
    const mention = layers.find((l) => l.kind === "mention");
    if (mention) {
      made.classList.add("mention");
      made.dataset.mention = mention.index;
    }
    if (layers.some((l) => l.kind === "pick")) made.classList.add("pick");
    const marks = layers.filter((l) => l.mark && l.start === start).map((l) => l.mark);
    if (marks.length) made.dataset.mark = marks.join(" ");
    return made;
  }

  #point(node, offset) {
    const range = document.createRange();
    range.selectNodeContents(this.place);
    range.setEnd(node, offset);
    return this.offsets.point(range.toString().length);
  }

  #selected() {
    const selection = getSelection();
    if (!this.offsets || !selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!this.place.contains(range.startContainer)) return;
    const start = this.#point(range.startContainer, range.startOffset);
    const inside = this.place.contains(range.endContainer);
    const end = inside ? this.#point(range.endContainer, range.endOffset) : this.offsets.length;
    const span = this.offsets.trimmed(start, end);
    selection.removeAllRanges();
    this.afterSelection = performance.now();
    if (span) this.handlers.picked(span);
  }

  #clicked(event) {
    // The click that ends a selection with the mouse chooses nothing else.
    if (performance.now() - (this.afterSelection ?? -Infinity) < SETTLING) return;
    const option = event.target.closest(".sentence");
    if (!option) return;
    const index = Number(option.dataset.sentence);
    const mention = event.target.closest("[data-mention]");
    if (event.target.matches(".handle")) this.handlers.evidenceToggled(index);
    else if (mention) this.handlers.mentionChosen(Number(mention.dataset.mention));
    else this.handlers.sentenceChosen(index);
  }
}
