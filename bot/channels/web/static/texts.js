/** The widget's own texts; the conversation's language decides which. */

const all = JSON.parse(document.getElementById("texts").textContent);
let language = document.documentElement.lang === "de" ? "de" : "en";

export const currentLanguage = () => language;

/** Return a text; {words} in it are filled from `values`. */
export function t(key, values = {}, wanted = language) {
  const text = all[key][wanted];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Write every marked element of the page anew in a language. */
export function setLanguage(wanted) {
  language = wanted === "de" ? "de" : "en";
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-text]")) {
    if (element.dataset.own === undefined) element.textContent = t(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", t(element.dataset.label));
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = t(element.dataset.placeholder);
}

/** Write a date such as 2025-12-16 as people do; a year alone stays as it is. */
export function readableDate(value, wanted) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  const locale = wanted === "de" ? "de-DE" : "en-GB";
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(value));
}
