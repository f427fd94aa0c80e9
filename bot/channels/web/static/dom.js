/** Building elements. Text only ever becomes text: nothing here or elsewhere parses HTML. */

/** Make an element: `el("p", {class: "note"}, "text", child)`. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Draw a small line icon that says nothing to screen readers. */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Return an http(s) address, or null for anything else. */
export function safeAddress(value) {
  try {
    const address = new URL(value);
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** A link to another site, in a new tab, that tells that site nothing about this one. */
export function outsideLink(address, text, hint) {
  const link = el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
  link.append(el("span", { class: "unseen" }, ` (${hint})`));
  return link;
}
