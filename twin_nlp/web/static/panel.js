// The list of events beside the text, and the fields of the one in focus.

import { byId, element, refill } from "./dom.js";
import { SLOT_NAMES, listed } from "./events.js";

const WORDS = { true: "yes", false: "no", null: "?" };

function chip(slot, span, index, editor, ...fields) {
  return element(
    "li",
    { className: `chip ${slot}` },
    element("span", { className: "chip-text" }, span.text),
    ...fields,
    element(
      "button",
      {
        id: `remove-${slot}-${index}`,
        className: "remove",
        type: "button",
        "aria-label": `Remove ${SLOT_NAMES[slot]} ${span.text}`,
        onclick: () => editor.removeSpan(slot, span),
      },
      "×",
    ),
  );
}

function field(id, label, value, size, changed, inputMode = "text") {
  return element("input", {
    id,
    type: "text",
    value: value ?? "",
    size,
    inputMode,
    "aria-label": label,
    placeholder: label.split(" ")[0],
    autocomplete: "off",
    onchange: (event) => changed(event.target.value.trim() || null),
  });
}

const number = (text) => (text === null || Number.isNaN(Number(text)) ? null : Number(text));

function roleChoice(participant, index, editor, roles) {
  const chosen = (event) => editor.setValue("participants", participant, { role: event.target.value });
  const choice = element("select", { id: `role-${index}`, "aria-label": `Role of ${participant.text}`, onchange: chosen });
  if (!participant.role) choice.append(element("option", { value: "", disabled: true, selected: true }, "role?"));
  choice.append(...roles.map((role) => element("option", { value: role, selected: role === participant.role }, role)));
  return choice;
}

function side(event, name) {
  if (event.senders.includes(name)) return "sends →";
  return event.receivers.includes(name) ? "→ receives" : "";
}

function sideButton(event, partner, index, editor) {
  const name = partner.text;
  const told = side(event, name);
  return element(
    "button",
    {
      id: `side-${index}`,
      type: "button",
      className: "side",
      "aria-label": `${name}: ${told || "no direction"}; change`,
      onclick: () => editor.turnSide(name),
    },
    told || "–",
  );
}

function slotRow(slot, event, editor, fields) {
  const spans = listed(event, slot);
  const forDonation = slot === "goods" && event.type && event.type !== "donation";
  if (forDonation && !spans.length) return null;
  const chips = spans.map((span, index) => chip(slot, span, index, editor, ...fields(span, index)));
  return element(
    "div",
    { className: "row" },
    element("h4", {}, forDonation ? "goods (kept for a donation only)" : SLOT_NAMES[slot]),
    chips.length ? element("ul", { className: "chips" }, ...chips) : element("p", { className: "empty" }, "–"),
  );
}

function fieldsOf(event, editor, labels) {
  return {
    partners: (span, n) => [sideButton(event, span, n, editor)],
    date: (span) => [
      field("edtf", "EDTF value of the date", span.edtf, 20, (edtf) => editor.setValue("date", span, { edtf })),
    ],
    participants: (span, n) => [
      roleChoice(span, n, editor, labels.roles),
      field(`count-${n}`, `number of ${span.text}`, span.count, 4, (text) => {
        editor.setValue("participants", span, { count: number(text) });
      }, "numeric"),
    ],
    goods: (span, n) => [
      field(`quantity-${n}`, `quantity of ${span.text}`, span.quantity, 6, (text) => {
        editor.setValue("goods", span, { quantity: number(text) });
      }, "decimal"),
      field(`unit-${n}`, `unit of ${span.text}`, span.unit, 5, (unit) => editor.setValue("goods", span, { unit })),
      field(`item-${n}`, `item of ${span.text}`, span.item, 10, (item) => {
        editor.setValue("goods", span, { item: item ?? span.text });
      }),
    ],
  };
}

function state({ suggested, settled, probability }) {
  if (settled) return "accepted";
  if (!suggested) return "yours";
  return typeof probability === "number" ? `suggested, ${Math.round(100 * probability)} %` : "suggested";
}

function summary(event) {
  const others = event.partners.map((p) => p.text).filter((name) => !side(event, name));
  const direction = event.senders.length ? [`${event.senders.join(", ")} → ${event.receivers.join(", ")}`] : [];
  const told = [
    `government: ${WORDS[event.government_involved]}`,
    event.status,
    event.date && (event.date.edtf ?? event.date.text),
    [...direction, ...others].join(", "),
    event.tie,
  ];
  return told.filter(Boolean).join(" · ");
}

function card(entry, index, editor, desk) {
  const { event } = entry;
  const focused = index === editor.draft.focus;
  const heading = element(
    "button",
    { id: `event-${index}`, type: "button", className: "event-name", "aria-expanded": String(focused), onclick: () => editor.focusOn(index) },
    element("span", { className: "badge" }, String(index + 1)),
    ` ${event.type ?? "type?"} `,
    element("span", { className: "state" }, state(entry)),
  );
  const classes = ["event", `event-${(index % 6) + 1}`];
  if (focused) classes.push("focused");
  if (entry.suggested && !entry.settled) classes.push("suggested");
  const body = [];
  if (focused) {
    const fields = fieldsOf(event, editor, desk.labels);
    const button = (id, text) => desk.button(id, text);
    body.push(
      element(
        "div",
        { className: "labels" },
        button("government", `government: ${WORDS[event.government_involved]}`),
        button("status", `status: ${event.status}`),
        button("tie", `tie: ${event.tie ?? "none"}`),
        button("direction", "direction"),
      ),
      ...Object.keys(fields).map((slot) => slotRow(slot, event, editor, fields[slot])).filter(Boolean),
      element("p", { className: "empty" }, `Sentences of evidence: ${event.evidence.length}`),
      element("div", { className: "labels" }, button("main"), button("merge"), button("drop")),
    );
  } else {
    body.push(element("p", { className: "empty" }, summary(event)));
  }
  return element("li", { className: classes.join(" ") }, element("h3", {}, heading), ...body);
}

// Draw the events of the editor's draft, with buttons of the desk.
export function paintEvents(editor, desk, suggestedNone) {
  const { entries } = editor.draft;
  const none = suggestedNone
    ? element("li", { className: "event suggested" }, "Suggested: no event. e accepts that, x begins one.")
    : element("li", { className: "event" }, "No event yet: x takes the sentence for one, 0 says there is none.");
  refill(byId("events"), ...(entries.length ? entries.map((entry, n) => card(entry, n, editor, desk)) : [none]));
}
