/** The chat window: consent first, then the conversation. */

import { Connection } from "./connection.js";
import * as log from "./log.js";
import { setUpMenu } from "./menu.js";
import { applyOptions, isFramed, showLanguage, tellHost, wantsGreeting } from "./options.js";
import { refreshState, showState } from "./status.js";
import { forget, isStored, keep, recall } from "./store.js";
import { currentLanguage, t } from "./texts.js";

const MOST_CHARACTERS = 12000;
const SLOW = 15000; // ms after which an answer is late
const at = (id) => document.getElementById(id);
const [consent, declined, compose, field] = ["consent", "declined", "compose", "message"].map(at);
const touch = window.matchMedia("(pointer: coarse)");
let connection = null;
let slowTimer = 0;

function begin(kept) {
  consent.hidden = true;
  declined.hidden = true;
  compose.hidden = false;
  log.show(true);
  log.announce(false);
  connection = new Connection(kept);
  listen(connection);
  connection.start();
}

function listen(to) {
  const on = (name, act) => to.addEventListener(name, (event) => act(event.detail));
  on("state", showState);
  on("opened", opened);
  on("caughtUp", caughtUp);
  on("queued", queued);
  on("arrived", arrived);
  on("failed", (item) => log.setNote(item.id, "log.not_sent", () => again(item)));
  on("event", ({ event, replayed }) => (event.from === "bot" ? heardBot(event, replayed) : heardVisitor(event)));
}

function opened({ forgotten, isNew }) {
  if (forgotten) log.addNotice(t("status.forgotten"));
  else if (isNew && wantsGreeting && !connection.outbox.length) say({ text: "/greet", quiet: true });
}

function caughtUp() {
  for (const item of connection.outbox) if (!item.quiet) queued(item);
  // What was drawn just now must be there before changes are announced again.
  setTimeout(() => log.announce(true), 300);
}

function queued(item) {
  if (item.quiet) return;
  log.addVisitor(item.id, item.title ?? item.text, item.language);
  if (!connection.ready) log.setNote(item.id, "log.waiting");
}

function arrived(item) {
  log.setNote(item.id, null);
  if (!connection.waiting) return;
  log.showTyping();
  clearTimeout(slowTimer);
  slowTimer = setTimeout(() => connection?.waiting && showState("slow"), SLOW);
}

function again(item) {
  log.setNote(item.id, "log.waiting");
  connection.sendAgain(item.id);
}

function heardVisitor(event) {
  if (event.text !== null) log.addVisitor(event.id, event.text, event.language);
}

function heardBot(event, replayed) {
  clearTimeout(slowTimer);
  if (connection.ready) showState("ready");
  if (event.language !== currentLanguage()) changeLanguage(event.language);
  if (event.forgotten) return deleted(event);
  log.addBot(event, replayed, (button) => {
    log.focusLog();
    say({ text: button.payload, title: button.title });
  });
}

/** The server has deleted the conversation; this tab follows. */
function deleted(event) {
  connection.end();
  connection = null;
  forget();
  log.clear();
  compose.hidden = true;
  field.value = "";
  log.addBot({ ...event, buttons: [{ title: t("delete.again") }] }, false, () => {
    log.clear();
    askConsent();
  });
  log.focusLog();
}

function say(message) {
  connection.send({ language: currentLanguage(), ...message });
}

function changeLanguage(language) {
  showLanguage(language);
  refreshState();
}

function switchLanguage(language) {
  const title = t("menu.language");
  if (connection) say({ text: "/language_switch", title });
  else changeLanguage(language);
}

function askConsent() {
  log.show(false);
  declined.hidden = true;
  consent.hidden = false;
  consent.focus();
}

function accepted() {
  keep({ agreed: true });
  begin({});
  if (!isStored()) log.addNotice(t("status.no_storage"));
  if (touch.matches) log.focusLog();
  else field.focus();
}

function send() {
  const text = field.value.trim();
  if (!text || !connection) return;
  field.value = "";
  say({ text });
}

function shorten() {
  if (field.value.length <= MOST_CHARACTERS) return;
  field.value = field.value.slice(0, MOST_CHARACTERS);
  log.addNotice(t("compose.too_long", { most: MOST_CHARACTERS }));
}

function setUp() {
  applyOptions();
  at("accept").addEventListener("click", accepted);
  at("decline").addEventListener("click", () => {
    consent.hidden = true;
    declined.hidden = false;
    declined.focus();
  });
  at("reconsider").addEventListener("click", askConsent);
  at("retry").addEventListener("click", () => connection?.retry());
  at("close").hidden = !isFramed;
  at("close").addEventListener("click", () => tellHost("close"));
  compose.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener("input", shorten);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  setUpMenu({ switchLanguage, deleteAll: () => say({ text: "/delete_data", title: t("delete.said") }), canDelete: () => connection !== null });
  window.addEventListener("offline", () => connection && showState("offline"));
  window.addEventListener("online", () => connection && !connection.ready && connection.retry());
  window.addEventListener("message", (event) => {
    if (event.source === window.parent && event.data?.rueckenwind === "focus") focusFirst();
  });
}

function focusFirst() {
  if (!consent.hidden) consent.focus();
  else if (!declined.hidden) declined.focus();
  else if (touch.matches || compose.hidden) log.focusLog();
  else field.focus();
}

setUp();
const kept = await recall();
if (kept.agreed) begin(kept);
// Until here a press would have been lost.
for (const id of ["accept", "decline", "menu-button"]) at(id).disabled = false;
tellHost("ready");
