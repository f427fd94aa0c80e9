/** The list of turns on the page. */

import { el } from "./dom.js";
import * as transcript from "./transcript.js";
import { botTurn, choiceList, notice, typingTurn, visitorTurn } from "./turns.js";
import { t } from "./texts.js";

const log = document.getElementById("log");
const main = document.querySelector("main");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let typingTimer = 0;
let lastVisitor = null;

/** Announce new turns to screen readers, or keep quiet while old ones are drawn. */
export const announce = (on) => log.setAttribute("aria-live", on ? "polite" : "off");

export const focusLog = () => log.focus({ preventScroll: true });

/** Show or hide the list. */
export function show(visible) {
  log.hidden = !visible;
}

/** Take everything away. */
export function clear() {
  hideTyping();
  log.replaceChildren();
  transcript.clear();
  lastVisitor = null;
}

/** Add what the visitor wrote, unless it stands there already. */
export function addVisitor(id, text, language) {
  removeChoices();
  if (document.getElementById(`turn-${id}`)) return;
  lastVisitor = visitorTurn(id, text, language);
  log.append(lastVisitor);
  transcript.note("you", text);
  scrollTo(lastVisitor);
}

/** Add what the bot said; `choose` is called when a suggested answer is pressed. */
export function addBot(event, replayed, choose) {
  hideTyping();
  removeChoices();
  const answered = document.getElementById(`turn-${event.answers}`);
  // The bot knows which language the visitor wrote in.
  if (answered) answered.lang = event.language;
  setNote(event.answers, null);
  const turn = botTurn(event, replayed);
  if (event.buttons.length) turn.append(choiceList(event.buttons, event.language, choose));
  log.append(turn);
  const text = event.parts.map((part) => part.text ?? `[${part.image.alt}]`).join("\n\n");
  transcript.note("bot", text, event.envelope.sources ?? []);
  scrollToAnswer(turn);
}

/** Add a remark of the widget itself. */
export function addNotice(text) {
  const added = notice(text);
  log.append(added);
  scrollTo(added);
}

/** Write under a visitor's message how it is with it; null takes the remark away. */
export function setNote(id, key, again) {
  const turn = document.getElementById(`turn-${id}`);
  turn?.querySelector(".note")?.remove();
  if (!turn || !key) return;
  const remark = el("p", { class: "note" }, t(key));
  if (again) {
    const button = el("button", { type: "button" }, t("log.send_again"));
    button.addEventListener("click", again);
    remark.append(button);
  }
  turn.append(remark);
}

/** Show that the bot is writing, if it takes more than a moment. */
export function showTyping() {
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => {
    if (document.getElementById("typing")) return;
    const dots = typingTurn();
    log.append(dots);
    scrollTo(dots);
  }, 400);
}

function hideTyping() {
  clearTimeout(typingTimer);
  document.getElementById("typing")?.remove();
}

/** Only the newest suggestions can be pressed. */
export function removeChoices() {
  for (const list of log.querySelectorAll(".choices")) list.remove();
}

/** Long answers are read from their beginning, with the question above them where there is room. */
function scrollToAnswer(turn) {
  const room = main.clientHeight;
  const both = lastVisitor ? turn.getBoundingClientRect().bottom - lastVisitor.getBoundingClientRect().top : Infinity;
  scrollTo(both < room ? lastVisitor : turn);
}

function scrollTo(element) {
  const scrolls = getComputedStyle(main).overflowY !== "visible" ? main : document.scrollingElement;
  const above = scrolls === main ? main.getBoundingClientRect().top : 0;
  const top = scrolls.scrollTop + element.getBoundingClientRect().top - above - 12;
  scrolls.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
}
