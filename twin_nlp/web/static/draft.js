// What an annotator has made of one document so far, with the steps to take back and the effort it took.

const IDLE = 120000;
const MOST_STEPS = 20;

export function freshDraft(doc) {
  const entry = ({ probability, ...event }, suggested) => ({ event, suggested, settled: !suggested, probability });
  const answered = doc.answer?.events;
  const entries = answered
    ? answered.map((event) => entry(event, false))
    : (doc.suggestions ?? []).map((event) => entry(event, true));
  return { entries, focus: 0, comment: doc.answer?.comment ?? "", seconds: 0, keystrokes: 0, steps: [] };
}

export function changed(draft, entries, focus) {
  const steps = [...draft.steps, { entries: draft.entries, focus: draft.focus }].slice(-MOST_STEPS);
  return { ...draft, entries, focus, steps };
}

export function stepBack(draft) {
  return { ...draft, ...draft.steps.at(-1), steps: draft.steps.slice(0, -1) };
}

// Seconds of work: the time between signs of it, where no pause counts for more than two minutes.
export class Clock {
  constructor() {
    this.last = performance.now();
  }

  lap() {
    const now = performance.now();
    const lapsed = Math.min(now - this.last, IDLE);
    this.last = now;
    return lapsed / 1000;
  }
}
