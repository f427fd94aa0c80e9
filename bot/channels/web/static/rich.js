/** Turns the bot's plain text into paragraphs, lists and links, by building elements. */

import { el, outsideLink, safeAddress } from "./dom.js";
import { t } from "./texts.js";

const LINKS = /(https?:\/\/[^\s<>"'„“”‘’]+)|(?<![\d.,-])(112|116\s?117|0800 111 0 111|0800 111 0 222)(?!\d|\s?%|[.,-]\d)/g;
// "112 people" is no number to call.
const COUNTED = /^\s+(people|patients|studies|persons|participants|Menschen|Personen|Studien|Teilnehmer)/;

/** Return the block elements for a text. */
export function blocks(text) {
  return text.split(/\n\s*\n/).flatMap((part) => lines(part.split("\n").filter((line) => line.trim())));
}

function lines(group) {
  const result = [];
  for (const line of group) {
    const item = line.match(/^\s*(?:(•|-)|(\d{1,2})\.)\s+(.*)$/);
    const kind = item && (item[1] ? "UL" : "OL");
    const last = result.at(-1);
    if (!item) result.push(el("p", {}, ...inline(line)));
    else if (last?.tagName === kind) last.append(el("li", {}, ...inline(item[3])));
    else result.push(el(kind, { start: item[2] && item[2] !== "1" ? item[2] : undefined }, el("li", {}, ...inline(item[3]))));
  }
  return result;
}

/** Return text nodes and links for one line. */
export function inline(line) {
  const result = [];
  let end = 0;
  for (const found of line.matchAll(LINKS)) {
    const whole = found[1] ? found[0].replace(/[.,;:!?)\]]+$/, "") : found[0];
    const after = found.index + whole.length;
    if (found[2] && COUNTED.test(line.slice(after))) continue;
    result.push(line.slice(end, found.index), found[1] ? webLink(whole) : phoneLink(whole));
    end = after;
  }
  result.push(line.slice(end));
  return result.filter((part) => part !== "");
}

const webLink = (address) => (safeAddress(address) ? outsideLink(safeAddress(address), address, t("log.new_tab")) : address);

const phoneLink = (number) => el("a", { href: `tel:${number.replace(/\s/g, "")}` }, number);
