// The chat: who said what, which answers are waited for, and what the buttons under them do.

import { announce, byId, calm, mark } from "/dom.js";
import { Answer, mine, note } from "/clip.js";
import { drop, remember, remembered } from "/history.js";
import { urlOf } from "/photo.js";
import { look, post, postAgain, remove } from "/server.js";
import { say } from "/words.js";

const answers = new Map();
const LOOK = 1000;

/** Brings back what this browser remembers. */
export function restore() {
  const items = remembered();
  for (const item of items) {
    byId("log").append(mine(item, urlOf(item.thumb)));
    place(item);
  }
  toEnd(false);
}

/** Whether nothing was said yet. */
export const empty = () => !byId("log").querySelector(".mine");

/** Sends photo and text. False where the house refused it at once. */
export async function send({ photo, recording, text, voice, style, language }) {
  const item = { text, thumb: photo.thumb, voice, style, fresh: true };
  byId("log").append(mine(item, photo.url));
  const fields = { key: mark(), photo: photo.file, audio: recording?.blob, text, voice, style, language };
  return asked(item, () => post(fields));
}

async function again(answer, change, label) {
  const item = { text: answer.item.text, label, ...change, fresh: true };
  byId("log").append(mine(item));
  await asked(item, () => postAgain(answer.item.id, { key: mark(), ...change }));
}

async function asked(item, request) {
  const answer = place(item);
  toEnd();
  try {
    const state = await request();
    item.id = state.id;
    answers.set(item.id, answer);
    const { fresh, ...kept } = item;
    remember(kept);
    answer.show(state);
    return true;
  } catch (fault) {
    answer.show({ state: "refused", line: fault.message });
    return false;
  } finally {
    toEnd();
  }
}

function place(item) {
  const answer = new Answer(item, { again, remove: withdraw });
  byId("log").append(answer.node);
  if (item.id) {
    answers.set(item.id, answer);
    update(answer);
  }
  return answer;
}

/** News of a job; those of other tabs are none of this one's business. */
export function hear(state) {
  const answer = answers.get(state.id);
  if (!answer) return;
  const was = answer.over;
  answer.show(state);
  if (state.alt) remember({ id: state.id, alt: state.alt });
  if (answer.over && !was) toEnd();
}

async function update(answer) {
  try {
    hear(await look(answer.item.id));
    return true;
  } catch (fault) {
    if (fault.status === 404) answer.show({ state: "expired", line: say("expired") });
    return fault.status !== 0;
  }
}

/** Looks after all answers that are still waited for, now and again; `reached(yes)` says whether the house was there. */
export function watch(reached) {
  setInterval(async () => {
    const waited = [...answers.values()].filter((answer) => !answer.over);
    if (waited.length === 0 || document.visibilityState === "hidden") return;
    const found = await Promise.all(waited.slice(0, 5).map(update));
    reached(found.every(Boolean));
  }, LOOK);
}

/** Looks at all of them at once: the connection is back. */
export const lookAtAll = () => Promise.all([...answers.values()].filter((answer) => !answer.over).map(update));

async function withdraw(answer) {
  try {
    await remove(answer.item.id);
  } catch (fault) {
    if (fault.status !== 404) {
      note(fault.message, true);
      toEnd();
      return;
    }
  }
  const asking = answer.node.previousElementSibling;
  if (asking?.classList.contains("mine")) asking.remove();
  answer.node.querySelector("video")?.removeAttribute("src");
  answer.node.remove();
  answers.delete(answer.item.id);
  drop(answer.item.id);
  announce(say("deleted"));
  byId("text").focus();
  byId("chat").dispatchEvent(new Event("emptied"));
}

/** Removes everything from the screen. */
export function clearChat() {
  answers.clear();
  byId("log").replaceChildren();
}

// ---- the end of the chat stays in sight, unless somebody has scrolled away from it -------------------------------------------------

const NEAR = 80;
let pinned = true;

/** Keeps the end in sight while pictures load and rows open. */
export function followEnd() {
  const chat = byId("chat");
  let last = 0;
  chat.addEventListener("scroll", () => {
    const up = chat.scrollTop < last;
    last = chat.scrollTop;
    if (chat.scrollHeight - chat.clientHeight - chat.scrollTop < NEAR) pinned = true;
    else if (up) pinned = false;
  });
  const grown = new ResizeObserver(() => pinned && toEnd());
  grown.observe(byId("log"));
  grown.observe(chat);
}

/** Shows the end of the chat. */
export function toEnd(smooth = true) {
  const chat = byId("chat");
  const behavior = smooth && !calm() ? "smooth" : "auto";
  pinned = true;
  requestAnimationFrame(() => {
    if (byId("welcome").hidden) chat.scrollTo({ top: chat.scrollHeight, behavior });
    else byId("log").lastElementChild?.scrollIntoView({ block: "nearest", behavior });
  });
}
