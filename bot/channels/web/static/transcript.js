/** Keeps the conversation as text, to be saved as a file. */

import { currentLanguage, readableDate, t } from "./texts.js";

let entries = [];

/** Remember a turn. */
export function note(who, text, sources = []) {
  entries.push({ who, text, sources });
}

/** Forget all turns. */
export function clear() {
  entries = [];
}

/** Whether there is anything to save. */
export const isEmpty = () => entries.length === 0;

/** Offer the conversation as a text file. */
export function save() {
  const day = new Date().toISOString().slice(0, 10);
  const lines = entries.map(({ who, text, sources }) => {
    const listed = sources.map((one) => `  - ${[one.title, one.publisher, one.updated, one.url].filter(Boolean).join(", ")}`);
    return [`${t(`log.${who}`)}: ${text}`, ...(listed.length ? [`${t("save.sources")}:`, ...listed] : [])].join("\n");
  });
  const text = [`${t("save.heading")}, ${readableDate(day, currentLanguage())}`, ...lines].join("\n\n");
  const address = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${t("save.file")}-${day}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
