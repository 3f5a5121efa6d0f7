// What annotators can differ in, by its name: how a value is told, where it stands in the text, and which others
// there can be. Values in, values out.

export const NAMES = { government_involved: "government", events: "the event itself" };
export const LISTS = ["evidence", "partners", "participants", "goods"];
const LABELS = { type: "types", status: "statuses", tie: "ties" };

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const has = (values, value) => values.some((v) => same(v, value));
const quoted = (text) => `“${text}”`;
const names = (list) => list.join(", ") || "nobody";

function spanTold(span) {
  const more = ["role", "count", "quantity", "unit", "item"].filter((key) => span[key] ?? false);
  return quoted(span.text) + (more.length ? ` (${more.map((key) => span[key]).join(", ")})` : "");
}

const dateTold = (date) => (date ? `${quoted(date.text)} = ${date.edtf ?? "value not told"}` : "no date");

export function eventTold(event) {
  return `${event.type}: ${event.partners.map((p) => p.text).join(", ") || "no partners"}`;
}

// A value in lines of { text, alone }; `alone` marks what the other side doesn't have.
export function told(what, value, other) {
  if (LISTS.includes(what)) {
    if (!value.length) return [{ text: "none" }];
    return value.map((span) => ({ text: spanTold(span), alone: !has(other, span) }));
  }
  if (what === "date") return [{ text: dateTold(value) }];
  if (what === "direction") return [{ text: `${names(value[0])} → ${names(value[1])}` }];
  if (what === "government_involved") return [{ text: value ? "involved" : "not involved" }];
  if (what !== "events") return [{ text: value ?? "none" }];
  if (!value) return [{ text: "no such event" }];
  return [{ text: eventTold(value) }, ...value.evidence.map((span) => ({ text: quoted(span.text) }))];
}

// Where a value stands in the text.
export function spansOf(what, value) {
  if (LISTS.includes(what)) return value;
  if (what === "date") return value ? [value] : [];
  return what === "events" && value ? value.evidence : [];
}

// What can be settled on beside the two values; null where there is no third.
export function choices(what, difference, answers, labels) {
  const { A, B } = difference;
  if (LISTS.includes(what)) {
    const all = [...A, ...B.filter((span) => !has(A, span))].sort((a, b) => a.start - b.start || a.end - b.end);
    return { kind: "list", options: all.map((value) => ({ value, text: spanTold(value), chosen: has(A, value) && has(B, value) })) };
  }
  if (what in LABELS) {
    const values = [...labels[LABELS[what]], ...(what === "tie" ? [null] : [])];
    return { kind: "label", options: values.map((value) => ({ value, text: value ?? "none" })) };
  }
  if (what === "date") {
    const dates = [A, B].filter((date, at, all) => date && all.findIndex((d) => d?.start === date.start && d.end === date.end) === at);
    return { kind: "date", options: [...dates.map((value) => ({ value, text: quoted(value.text) })), { value: null, text: "no date" }] };
  }
  if (what === "direction") {
    const [a, b] = difference.event;
    const partners = [...answers.A[a].partners, ...answers.B[b].partners].map((p) => p.text);
    return { kind: "direction", options: [...new Set(partners)] };
  }
  return null;
}
