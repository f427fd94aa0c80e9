/**
 * What this tab remembers, once the visitor has agreed.
 *
 * Some browsers refuse storage to a frame on another site (private windows of Chrome do). Then the page around keeps the
 * session's id for us, and nothing of what was written. Without either, a reload starts afresh.
 */

import { askHost, tellHost } from "./options.js";

const KEY = "rueckenwind";
let memory = {};
let place = "nowhere"; // "here", "host" or "nowhere"

function own() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** Return what an earlier page in this tab has kept. */
export async function recall() {
  if (own()) {
    place = "here";
    memory = read(own().getItem(KEY));
  } else {
    const answer = await askHost("recall");
    place = answer?.able ? "host" : "nowhere";
    memory = typeof answer?.session === "string" ? { agreed: true, session: answer.session } : {};
  }
  return memory;
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** Keep values; call only after consent. */
export function keep(values) {
  memory = { ...memory, ...values };
  if (place === "host") tellHost("keep", { session: memory.session ?? null });
  if (place !== "here") return;
  try {
    own().setItem(KEY, JSON.stringify(memory));
  } catch {
    place = "nowhere"; // full, or forbidden meanwhile
  }
}

/** Whether a reload will find what was kept. */
export const isStored = () => place !== "nowhere";

/** Forget everything. */
export function forget() {
  memory = {};
  if (place === "host") tellHost("keep", { session: null });
  if (place === "here") own()?.removeItem(KEY);
}
