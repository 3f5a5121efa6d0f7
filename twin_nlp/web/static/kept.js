// What must outlive a reload: drafts and answers on their way, in localStorage under the place of the log, as another
// round of the same name may have been at this port.

export class Kept {
  constructor(prefix) {
    this.prefix = `twin-nlp/${prefix}/`;
    this.memory = new Map();
    this.lasting = true;
  }

  get(key) {
    const found = this.memory.get(key) ?? this.#stored(key);
    return found === null ? null : JSON.parse(found);
  }

  #stored(key) {
    try {
      return localStorage.getItem(this.prefix + key);
    } catch {
      return null;
    }
  }

  // Where the browser keeps nothing (private window, full), this tab's memory does, and `lasting` says so.
  set(key, value) {
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(this.prefix + key, text);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, text);
      this.lasting = false;
    }
  }

  remove(key) {
    this.memory.delete(key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      this.lasting = false;
    }
  }

  // The keys that begin with `start`, in order.
  keys(start) {
    const found = new Set([...this.memory.keys()].filter((key) => key.startsWith(start)));
    const full = this.prefix + start;
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const key = localStorage.key(i);
        if (key.startsWith(full)) found.add(key.slice(this.prefix.length));
      }
    } catch {
      this.lasting = false;
    }
    return [...found].sort();
  }

  // Call `heard(key, value)` when another tab changes something that is kept here.
  onOtherTab(heard) {
    addEventListener("storage", (event) => {
      if (event.key?.startsWith(this.prefix)) {
        heard(event.key.slice(this.prefix.length), event.newValue === null ? null : JSON.parse(event.newValue));
      }
    });
  }
}

// A unique key; crypto.randomUUID is missing where the page is served over plain HTTP to another machine.
export function uniqueKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
