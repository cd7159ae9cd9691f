// Puts the page together: words, session, chat, composer, menu, and what is said without a photo.

import { clearChat, empty, followEnd, hear, lookAtAll, restore, send, toEnd, watch } from "/chat.js";
import { note } from "/clip.js";
import { clearComposer, openComposer, sent, setText, written } from "/composer.js";
import { byId } from "/dom.js";
import { forgetAll } from "/history.js";
import { enter, forget, listen, stats } from "/server.js";
import { loadWords, offer, say } from "/words.js";

const ASIDE = {
  help: () => note(say("help")),
  start: () => note(say("help")),
  about: () => note(say("about")),
  privacy: () => note(privacyWords()),
  forget: () => openForget(),
  stats: async () => note((await stats()).line),
  styles: () => openOptions(),
  "toon-styles": () => openOptions(),
};

const privacyWords = () => `${say("privacy")}\n${say("privacy_here")}`;

async function main() {
  await loadWords();
  await comeIn();
  followEnd();
  restore();
  await openComposer({ send: sendWritten, fault: complain, change: showWelcome });
  showWelcome();
  openMenu();
  byId("chat").addEventListener("emptied", showWelcome);
  listen({ job: hear, nudge: makeHeard, reached: (yes) => reached(yes) && lookAtAll() });
  watch(reached);
  document.addEventListener("visibilitychange", backInSight);
  document.body.dataset.ready = "true";
}

// ---- sending ---------------------------------------------------------------------------------------------------------------------

let sending = false;

async function sendWritten() {
  const wanted = written();
  const aside = ASIDE[wanted.text.match(/^\/([a-z-]+)$/)?.[1]];
  if (aside) {
    setText("");
    await Promise.resolve(aside()).catch((fault) => note(fault.message, true));
    showWelcome();
    toEnd();
    return;
  }
  if (sending) return;
  if (!wanted.photo || (!wanted.text && !wanted.recording)) {
    complain(say(wanted.photo ? "need_text" : wanted.text || wanted.recording ? "need_photo" : "need_both"), false);
    return;
  }
  sending = true;
  byId("send").disabled = true;
  try {
    sent();
    showWelcome();
    const taken = send(wanted);
    showWelcome();
    if (!(await taken) && !byId("text").value) setText(wanted.text);
  } finally {
    sending = false;
    byId("send").disabled = false;
    byId("text").focus();
  }
}

function complain(sentence, sorry = true) {
  note(sentence, sorry);
  toEnd();
  byId("text").focus();
}

// ---- welcome, connection, title --------------------------------------------------------------------------------------------------

function showWelcome() {
  const photo = written().photo;
  byId("welcome").hidden = !empty();
  byId("welcome-photo").hidden = !photo;
  if (photo) byId("welcome-photo").src = photo.url;
  byId("drop-title").textContent = say(photo ? "photo_ready" : "drop");
  for (const id of ["example", "drop-ways", "ways"]) byId(id).hidden = Boolean(photo);
  if (empty() && !byId("log").firstElementChild) note(say("hello"));
}

/** Shows or hides that the house cannot be reached; gives `yes` back. */
function reached(yes) {
  byId("offline").hidden = yes;
  byId("offline").textContent = yes ? "" : say("offline");
  return yes;
}

function makeHeard() {
  if (document.visibilityState === "hidden") document.title = `${say("ready_title")} ${say("title")}`;
}

function backInSight() {
  if (document.visibilityState === "hidden") return;
  document.title = say("title");
  lookAtAll();
}

// ---- menu and dialogs ------------------------------------------------------------------------------------------------------------

function openOptions() {
  byId("options").open = true;
  document.querySelector("#styles :checked").focus();
}

function openMenu() {
  const [button, list] = [byId("menu"), byId("menu-list")];
  const show = (open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => show(list.hidden));
  document.addEventListener("click", (event) => event.target.closest(".menu") || show(false));
  list.addEventListener("click", () => show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    show(false);
    button.focus();
  });
  byId("open-help").addEventListener("click", () => openDialog("help_title", `${say("about")}\n\n${say("help")}`));
  byId("open-privacy").addEventListener("click", () => openDialog("privacy_title", privacyWords()));
  byId("open-forget").addEventListener("click", openForget);
}

/** A question or a text over the page; gives back whether it was agreed to. */
function openDialog(title, text, agree = "") {
  const dialog = byId("dialog");
  byId("dialog-title").textContent = say(title);
  byId("dialog-text").textContent = text;
  byId("dialog-go").hidden = !agree;
  byId("dialog-go").textContent = agree && say(agree);
  byId("dialog-close").textContent = say(agree ? "keep" : "close");
  return new Promise((done) => {
    byId("dialog-go").onclick = () => dialog.close("yes");
    byId("dialog-close").onclick = () => dialog.close("");
    dialog.onclose = () => done(dialog.returnValue === "yes");
    dialog.returnValue = "";
    dialog.showModal();
  });
}

async function openForget() {
  if (!(await openDialog("forget", say("forget_sure"), "forget_yes"))) return;
  try {
    const { line } = await forget();
    await forgetAll();
    clearChat();
    clearComposer();
    note(line);
    byId("welcome").hidden = false;
    byId("text").focus();
  } catch (fault) {
    complain(fault.message);
  }
}

// ---- the door --------------------------------------------------------------------------------------------------------------------

/** Gets a session; asks for the password until it is right. */
async function comeIn() {
  try {
    await enter();
  } catch (fault) {
    if (!offer.locked) throw fault;
    await askPassword();
  }
}

function askPassword() {
  const [dialog, form, fault] = [byId("dialog"), byId("dialog-password"), byId("password-fault")];
  byId("dialog-title").textContent = say("title");
  byId("dialog-text").textContent = say("locked");
  byId("dialog-buttons").hidden = true;
  form.hidden = false;
  dialog.oncancel = (event) => event.preventDefault();
  dialog.showModal();
  return new Promise((done) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      try {
        await enter(byId("password").value);
      } catch (wrong) {
        fault.textContent = wrong.message;
        byId("password").select();
        return;
      }
      byId("password").value = "";
      form.hidden = true;
      byId("dialog-buttons").hidden = false;
      dialog.oncancel = null;
      dialog.close();
      done();
    };
  });
}

main();
