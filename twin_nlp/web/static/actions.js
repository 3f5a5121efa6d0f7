// Everything a key or a button does, in one table: keys, names and help are all read from it.

import { following, mergeEvents, splitOff, takeMentions, turnDirection } from "./events.js";

const letter = (key) => (key.length === 1 ? key.toLowerCase() : key);

// A key as the table writes it: "x", "Shift+X", "ArrowUp". Digits mean the same with Shift, which some layouts need.
export function keyName(event) {
  const key = event.key === " " ? "Space" : letter(event.key);
  if (!event.shiftKey || /^[^a-z]$/.test(key) || key === "Space") return key;
  return key.length === 1 ? `Shift+${key.toUpperCase()}` : `Shift+${key}`;
}

const SHOWN = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
export const shownKey = (key) => key.replace(/Arrow\w+|Escape/, (name) => SHOWN[name]);

function newEvent(_, editor) {
  const sentence = editor.sentenceSpan();
  const entry = editor.focused();
  if (!entry) return editor.toggleEvidence();
  const { entries, focus } = editor.draft;
  const there = entry.event.evidence.some((s) => s.start < sentence.end && sentence.start < s.end);
  if (!there || entry.event.evidence.length < 2) {
    return editor.addEvent([sentence], `Event ${entries.length + 1} begun`);
  }
  const [rest, part] = splitOff(entry.event, sentence);
  const parted = [...entries];
  parted.splice(focus, 1, { ...entry, event: rest }, { event: part, suggested: false, settled: false });
  return editor.change(parted, focus + 1, "Split: the sentence is an event of its own");
}

function merge(desk, editor) {
  const { entries, focus } = editor.draft;
  if (entries.length < 2) return desk.say("There is no other event to merge with");
  const first = Math.max(0, focus - 1);
  const [into, from] = [entries[first], entries[first + 1]];
  const merged = [...entries];
  merged.splice(first, 2, { ...into, settled: false, event: mergeEvents(into.event, from.event) });
  return editor.change(merged, first, `Events ${first + 1} and ${first + 2} merged`);
}

function drop(_, editor) {
  const { entries, focus } = editor.draft;
  if (!entries.length) return;
  const left = entries.filter((_, index) => index !== focus);
  editor.change(left, Math.min(focus, Math.max(0, left.length - 1)), `Event ${focus + 1} dropped`);
}

function makeMain(_, editor) {
  const { entries, focus } = editor.draft;
  if (!entries.length) return;
  const others = entries.filter((_, index) => index !== focus);
  editor.change([entries[focus], ...others], 0, "Now the main event");
}

const changeEvent = (change, said) => (desk, editor) => {
  const entry = editor.focused();
  if (!entry) return desk.say("No event here yet: x takes the sentence for one");
  const event = change(entry.event, editor);
  return editor.changeEvent(event, said(event));
};

const directionTold = ({ senders, receivers }) =>
  senders.length ? `${senders.join(", ")} → ${receivers.join(", ")}` : "mutual or not told";

// `place` names where the button stands; without one there is a key only. `guideline` is shown once it is used.
export function actions(labels) {
  const types = labels.types.map((type, index) => ({
    id: `type-${type}`,
    keys: [String(index + 1)],
    name: type,
    help: `the event is ${type}: accept and go on`,
    place: "types",
    guideline: type,
    run: (desk) => desk.settle(type),
  }));
  return [
    ...types,
    {
      id: "none",
      keys: ["0"],
      name: "none",
      help: "the text reports no event: go on",
      place: "types",
      guideline: "none",
      run: (desk) => desk.none(),
    },
    { id: "accept", keys: ["e"], name: "accept", help: "accept as it stands and go on", place: "verdicts", run: (desk) => desk.settle(null) },
    { id: "skip", keys: ["Space"], name: "skip", help: "leave this text for later", place: "verdicts", run: (desk) => desk.answer("skipped") },
    { id: "flag", keys: ["f"], name: "flag", help: "something is wrong with this text: go on", place: "verdicts", run: (desk) => desk.flag() },
    { id: "undo", keys: ["u"], name: "undo", help: "take back the last change, then the last answer", place: "verdicts", run: (desk) => desk.undo() },
    { id: "comment", keys: ["c"], name: "comment", help: "write a comment", place: "verdicts", movesFocus: true, run: (_, editor) => editor.comment() },
    { id: "help", keys: ["h"], name: "help", help: "show or hide all keys", place: "verdicts", movesFocus: true, run: (desk) => desk.help() },
    { id: "up", keys: ["w", "ArrowUp"], help: "sentence before", run: (_, editor) => editor.moveSentence(-1) },
    { id: "down", keys: ["s", "ArrowDown"], help: "next sentence", run: (_, editor) => editor.moveSentence(1) },
    { id: "left", keys: ["a", "ArrowLeft"], help: "select the word before", run: (_, editor) => editor.moveWord(-1, false) },
    { id: "right", keys: ["d", "ArrowRight"], help: "select the next word", run: (_, editor) => editor.moveWord(1, false) },
    { id: "shrink", keys: ["Shift+A", "Shift+ArrowLeft"], help: "selection one word less", run: (_, editor) => editor.moveWord(-1, true) },
    { id: "extend", keys: ["Shift+D", "Shift+ArrowRight"], help: "selection one word more", run: (_, editor) => editor.moveWord(1, true) },
    { id: "take", keys: ["x", "Enter"], name: "evidence", help: "the sentence is evidence, or isn't; the selected mention fills its slot, or doesn't", place: "tools", run: (_, editor) => editor.take() },
    { id: "mention", keys: ["v"], name: "next mention", help: "select the next mention", place: "tools", run: (_, editor) => editor.moveMention(1) },
    { id: "mention-before", keys: ["Shift+V"], help: "select the mention before", run: (_, editor) => editor.moveMention(-1) },
    {
      id: "bring",
      keys: ["b"],
      name: "fill slots from evidence",
      help: "fill the slots with all mentions in the evidence",
      place: "tools",
      run: changeEvent((event, editor) => takeMentions(event, editor.mentions), () => "Slots filled from the evidence"),
    },
    { id: "new", keys: ["n"], name: "new event", help: "the sentence begins another event; split off where it is evidence already", place: "tools", run: newEvent },
    { id: "next", keys: ["q"], name: "next event", help: "go to the next event", place: "tools", run: (_, editor) => editor.nextEvent() },
    {
      id: "government",
      keys: ["g"],
      name: "government",
      help: "government involved: yes, no",
      guideline: "government_involved",
      run: changeEvent(
        (event) => ({ ...event, government_involved: event.government_involved !== true }),
        (event) => `Government ${event.government_involved ? "involved" : "not involved"}`,
      ),
    },
    {
      id: "status",
      keys: ["t"],
      name: "status",
      help: `status: ${labels.statuses.join(", ")}`,
      guideline: "status",
      run: changeEvent((event) => ({ ...event, status: following(labels.statuses, event.status) }), (event) => event.status),
    },
    {
      id: "tie",
      keys: ["r"],
      name: "tie",
      help: `tie: none, ${labels.ties.join(", ")}`,
      guideline: "tie",
      run: changeEvent((event) => ({ ...event, tie: following([null, ...labels.ties], event.tie) }), (event) => `Tie: ${event.tie ?? "none"}`),
    },
    { id: "direction", keys: ["z"], name: "direction", help: "who sends or travels: each partner in turn", guideline: "direction", run: changeEvent(turnDirection, directionTold) },
    { id: "main", keys: ["Shift+Q"], name: "make main", help: "put the event first", run: makeMain },
    { id: "merge", keys: ["m"], name: "merge", help: "merge with the event before (the first with the second)", run: merge },
    { id: "drop", keys: ["Shift+X"], name: "drop", help: "drop the event", run: drop },
    { id: "escape", keys: ["Escape"], help: "back to the text; drop the selection", run: (_, editor) => editor.escape() },
  ];
}
