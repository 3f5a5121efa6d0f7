// What an annotator does to an event. Values in, values out: nothing here changes what it is given.

export const SLOTS = ["partners", "date", "participants", "goods", "evidence"];
export const SLOT_NAMES = {
  partners: "partner",
  date: "date",
  participants: "participant",
  goods: "goods",
  evidence: "evidence",
};
const SLOT_OF_MENTION = { places: "partners", dates: "date", people: "participants", goods: "goods" };

const overlaps = (a, b) => a.start < b.end && b.start < a.end;
const same = (a, b) => a.start === b.start && a.end === b.end;
const inOrder = (spans) => [...spans].sort((a, b) => a.start - b.start || a.end - b.end);
const within = (span, spans) => spans.some((s) => s.start <= span.start && span.end <= s.end);

export function listed(event, slot) {
  if (slot !== "date") return event[slot];
  return event.date ? [event.date] : [];
}

// `government_involved` is null until the annotator has said so.
export function newEvent(evidence) {
  return {
    type: null,
    government_involved: null,
    status: "held",
    evidence,
    partners: [],
    date: null,
    participants: [],
    goods: [],
    senders: [],
    receivers: [],
    tie: null,
    subtype: null,
  };
}

// The parser's mentions in one list, each with the slot that it can fill.
export function mentionList(mentions) {
  const all = Object.entries(mentions).flatMap(([kind, found]) =>
    found.map((value) => ({ slot: SLOT_OF_MENTION[kind], value })),
  );
  return all.sort((a, b) => a.value.start - b.value.start || b.value.end - a.value.end);
}

export function toggleEvidence(event, sentence) {
  const others = event.evidence.filter((s) => !overlaps(s, sentence));
  if (others.length < event.evidence.length) return { ...event, evidence: others };
  return { ...event, evidence: inOrder([...others, sentence]) };
}

function valued(slot, span, value) {
  if (slot === "date") return { ...span, edtf: value?.edtf ?? null };
  if (slot === "participants") return { ...span, role: value?.role ?? null, count: value?.count ?? null };
  if (slot === "goods") {
    const item = value?.item ?? span.text;
    return { ...span, quantity: value?.quantity ?? null, unit: value?.unit ?? null, item };
  }
  return span;
}

// Names of partners that are no longer there can't send or receive.
function withDirection(event) {
  const names = new Set(event.partners.map((p) => p.text));
  const kept = (side) => side.filter((name) => names.has(name));
  return { ...event, senders: kept(event.senders), receivers: kept(event.receivers) };
}

// Fill a slot with a span. What it overlaps in that slot it mends: the span changes, the value stays.
// The value of a new span is that of the mention it overlaps.
export function addSpan(event, slot, span, mentions) {
  const mended = listed(event, slot).find((s) => overlaps(s, span));
  const mention = mentions.find((m) => m.slot === slot && overlaps(m.value, span))?.value;
  const filled = valued(slot, span, mended ?? mention);
  if (slot === "date") return { ...event, date: filled };
  const others = event[slot].filter((s) => !overlaps(s, span));
  const changed = { ...event, [slot]: inOrder([...others, filled]) };
  if (slot !== "partners") return changed;
  if (!mended) return changed;
  const renamed = (side) => side.map((name) => (name === mended.text ? span.text : name));
  return withDirection({ ...changed, senders: renamed(event.senders), receivers: renamed(event.receivers) });
}

export function removeSpan(event, slot, span) {
  if (slot === "date") return { ...event, date: null };
  const changed = { ...event, [slot]: event[slot].filter((s) => !same(s, span)) };
  return slot === "partners" ? withDirection(changed) : changed;
}

export const slotAt = (event, span) =>
  SLOTS.slice(0, 4).find((slot) => listed(event, slot).some((s) => same(s, span)));

// Fill the slots with all mentions in the evidence: each partner once, the first date.
export function takeMentions(event, mentions) {
  let taken = event;
  const names = new Set(event.partners.map((p) => p.text));
  for (const { slot, value } of mentions) {
    if (!within(value, event.evidence)) continue;
    if (listed(taken, slot).some((s) => overlaps(s, value))) continue;
    if (slot === "date" && taken.date) continue;
    if (slot === "partners" && names.has(value.text)) continue;
    names.add(value.text);
    taken = addSpan(taken, slot, { start: value.start, end: value.end, text: value.text }, mentions);
  }
  return taken;
}

// Split `sentence` off into an event of its own, which takes the spans that stand in it and shares the partners.
export function splitOff(event, sentence) {
  const there = (spans) => spans.filter((s) => overlaps(s, sentence));
  const rest = (spans) => spans.filter((s) => !overlaps(s, sentence));
  const dateThere = event.date && overlaps(event.date, sentence);
  const parted = (part, date) => ({
    ...event,
    evidence: part(event.evidence),
    participants: part(event.participants),
    goods: part(event.goods),
    date,
  });
  return [parted(rest, dateThere ? null : event.date), parted(there, dateThere ? event.date : null)];
}

export function mergeEvents(first, second) {
  const union = (slot) =>
    inOrder([...first[slot], ...second[slot].filter((s) => !first[slot].some((f) => overlaps(f, s)))]);
  const names = new Set(first.partners.map((p) => p.text));
  const partners = inOrder([...first.partners, ...second.partners.filter((p) => !names.has(p.text))]);
  const directed = first.senders.length || first.receivers.length ? first : second;
  return withDirection({
    ...first,
    evidence: union("evidence"),
    partners,
    participants: union("participants"),
    goods: union("goods"),
    date: first.date ?? second.date,
    tie: first.tie ?? second.tie,
    senders: directed.senders,
    receivers: directed.receivers,
  });
}

// The next value in a round of values.
export const following = (values, value) => values[(values.indexOf(value) + 1) % values.length];

// Mutual or not told, then each partner in turn as the one that sends to all others.
export function turnDirection(event) {
  const names = [...new Set(event.partners.map((p) => p.text))];
  if (names.length < 2) return event;
  const sender = event.senders.length === 1 ? names.indexOf(event.senders[0]) : -1;
  if (sender + 1 === names.length) return { ...event, senders: [], receivers: [] };
  return { ...event, senders: [names[sender + 1]], receivers: names.filter((_, i) => i !== sender + 1) };
}

// What is still missing before an event can be an answer.
export function faults(event) {
  const found = [];
  if (!event.evidence.length) found.push("no evidence yet: x takes the sentence");
  if (!event.type) found.push("no type yet: 1 to 5");
  if (event.government_involved === null) found.push("government involved? g says yes, g again no");
  const open = event.participants.find((p) => !p.role);
  if (open) found.push(`the role of “${open.text}” is open`);
  return found;
}

// The event as an answer holds it: goods belong to donations only.
export const asAnswer = (event) => (event.type === "donation" ? event : { ...event, goods: [] });
