/** The line under the header that says how the connection is. */

import { t } from "./texts.js";

const bar = document.getElementById("status-bar");
const line = document.getElementById("status");
const retry = document.getElementById("retry");
const WITH_RETRY = new Set(["lost", "full"]);
let shown = "";
let timer = 0;

/** Show a state; "ready" hides the line, after a moment of good news if the connection was gone. */
export function showState(state) {
  clearTimeout(timer);
  if (state === "connecting") {
    timer = setTimeout(() => write("connecting"), 1500);
  } else if (state !== "ready") {
    write(state);
  } else if (WITH_RETRY.has(shown) || shown === "offline") {
    write("back");
    timer = setTimeout(hide, 5000);
  } else {
    hide();
  }
}

/** Write the shown state anew after a change of language. */
export const refreshState = () => shown && write(shown);

function write(state) {
  shown = state;
  bar.hidden = false;
  line.textContent = t(`status.${state}`);
  retry.hidden = !WITH_RETRY.has(state);
}

function hide() {
  shown = "";
  bar.hidden = true;
  line.textContent = "";
}
