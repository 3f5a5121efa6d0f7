// Elements, made without markup: whatever stands in a text stays text.

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

// Put new children into a place and keep the focus on the element with the same id; where it is gone, on the text.
export function refill(place, ...children) {
  const id = place.contains(document.activeElement) ? document.activeElement.id : "";
  place.replaceChildren(...children);
  if (id) (byId(id) ?? byId("text")).focus({ preventScroll: true });
}

// Say something at once, also to a screen reader, which hears it again when it is written again.
export function alert(place, message) {
  if (place.textContent !== message) place.textContent = message;
  place.hidden = !message;
}

// A guideline's Markdown as far as guidelines use it: paragraphs, quotations, lists, tables, headings.
export function prose(markdown) {
  return markdown
    .trim()
    .split(/\n\s*\n/)
    .map((block) => {
      const lines = block.split("\n");
      if (block.startsWith(">")) return element("blockquote", {}, lines.map((l) => l.replace(/^>\s?/, "")).join(" "));
      if (block.startsWith("#")) return element("h3", {}, block.replace(/^#+\s*/, ""));
      if (/^[-*] /.test(block)) {
        const items = block.replace(/\n(?![-*] )/g, " ").split("\n");
        return element("ul", {}, ...items.map((item) => element("li", {}, item.replace(/^[-*] /, ""))));
      }
      if (block.startsWith("|")) {
        const [header, , ...rows] = lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
        const row = (cells, tag) => element("tr", {}, ...cells.map((cell) => element(tag, {}, cell)));
        return element("table", {}, row(header, "th"), ...rows.map((cells) => row(cells, "td")));
      }
      return element("p", {}, lines.join(" "));
    });
}
