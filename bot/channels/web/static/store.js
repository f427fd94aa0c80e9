/** What this tab remembers, once the visitor has agreed. Works without storage: then a reload starts afresh. */

const KEY = "rueckenwind";
let memory = {};
let stored = false;

function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null; // cookies and storage are blocked
  }
}

/** Return what an earlier page in this tab has kept. */
export function recall() {
  try {
    memory = JSON.parse(storage()?.getItem(KEY) ?? "{}") ?? {};
  } catch {
    memory = {};
  }
  return memory;
}

/** Keep values; call only after consent. */
export function keep(values) {
  memory = { ...memory, ...values };
  try {
    storage().setItem(KEY, JSON.stringify(memory));
    stored = true;
  } catch {
    stored = false;
  }
}

/** Whether a reload will find what was kept. */
export const isStored = () => stored;

/** Forget everything. */
export function forget() {
  memory = {};
  try {
    storage()?.removeItem(KEY);
  } catch {
    // Nothing was stored then.
  }
}
