// JavaScript counts UTF-16 units, the server and its files count Python characters (code points).
// Everything on the page is kept in code points; only the browser's own strings and ranges are in units.

export class Offsets {
  constructor(text) {
    this.text = text;
    this.units = [];
    this.points = new Uint32Array(text.length + 1);
    let unit = 0;
    for (const char of text) {
      for (let i = 0; i < char.length; i++) this.points[unit + i] = this.units.length;
      this.units.push(unit);
      unit += char.length;
    }
    this.points[unit] = this.units.length;
    this.units.push(unit);
  }

  get length() {
    return this.units.length - 1;
  }

  // The code point that a UTF-16 unit belongs to.
  point(unit) {
    return this.points[unit];
  }

  slice(start, end) {
    return this.text.slice(this.units[start], this.units[end]);
  }

  span(start, end) {
    return { start, end, text: this.slice(start, end) };
  }

  // The span without the white space at its ends, or null where nothing is left.
  trimmed(start, end) {
    const found = this.slice(start, end);
    const left = found.length - found.trimStart().length;
    const kept = found.trim();
    if (!kept) return null;
    const unit = this.units[start] + left;
    return this.span(this.point(unit), this.point(unit + kept.length));
  }
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]+/gu;

// The words and runs of signs of a text as [start, end] in code points.
export function words(offsets) {
  return Array.from(offsets.text.matchAll(WORD), (m) => [
    offsets.point(m.index),
    offsets.point(m.index + m[0].length),
  ]);
}
