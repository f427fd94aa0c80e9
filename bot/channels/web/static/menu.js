/** The menu and the question before deleting. */

import { currentLanguage } from "./texts.js";
import { isFramed, tellHost } from "./options.js";
import * as transcript from "./transcript.js";

const button = document.getElementById("menu-button");
const menu = document.getElementById("menu");
const dialog = document.getElementById("delete-dialog");

/** @param {{switchLanguage: Function, deleteAll: Function, canDelete: Function}} does */
export function setUpMenu(does) {
  button.addEventListener("click", () => toggle(menu.hidden, does));
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".menu")) toggle(false, does);
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !event.relatedTarget.closest(".menu")) toggle(false, does);
  });
  document.addEventListener("keydown", (event) => onEscape(event, does));
  chosen("menu-language", () => does.switchLanguage(currentLanguage() === "de" ? "en" : "de"));
  chosen("menu-save", () => transcript.save());
  chosen("menu-delete", () => dialog.showModal());
  document.getElementById("menu-privacy").addEventListener("click", () => toggle(false, does));
  document.getElementById("delete-keep").addEventListener("click", () => dialog.close());
  document.getElementById("delete-confirm").addEventListener("click", () => {
    dialog.close();
    does.deleteAll();
  });

  function chosen(id, act) {
    document.getElementById(id).addEventListener("click", () => {
      toggle(false, does);
      button.focus();
      act();
    });
  }
}

function toggle(open, does) {
  document.getElementById("menu-save").hidden = transcript.isEmpty();
  document.getElementById("menu-delete").hidden = !does.canDelete();
  menu.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
}

function onEscape(event, does) {
  if (event.key !== "Escape" || dialog.open || event.isComposing) return;
  if (!menu.hidden) {
    toggle(false, does);
    button.focus();
  } else if (isFramed) {
    tellHost("close");
  }
}
