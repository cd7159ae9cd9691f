// What this browser remembers: its chat, without photos in full and without clips, and the last photo for the next line.

const CHAT = "toontalker-chat";
const MOST = 30;

/** The remembered messages, oldest first: {id, text, label, thumb, voice, style, alt}. */
export function remembered() {
  try {
    const items = JSON.parse(localStorage.getItem(CHAT) ?? "[]");
    return Array.isArray(items) ? items.filter((item) => /^[0-9a-f]{32}$/.test(item?.id)) : [];
  } catch {
    return [];
  }
}

/** Remembers a message, or what is new about it. */
export function remember(item) {
  const others = remembered();
  const at = others.findIndex((other) => other.id === item.id);
  if (at < 0) others.push(item);
  else others[at] = { ...others[at], ...item };
  keep(others.slice(-MOST));
}

/** Drops a message. */
export const drop = (id) => keep(remembered().filter((item) => item.id !== id));

function keep(items) {
  try {
    localStorage.setItem(CHAT, JSON.stringify(items));
  } catch {
    // full or not allowed: the chat then lasts as long as the tab
  }
}

/** Forgets everything. */
export async function forgetAll() {
  try {
    localStorage.removeItem(CHAT);
  } catch {
    // not allowed: then nothing was kept either
  }
  await keepPhoto(null);
}

/** Keeps the last photo for the next visit; null drops it. */
export const keepPhoto = (blob) => shelf("readwrite", (photos) => (blob ? photos.put(blob, "last") : photos.clear()));
/** The last photo, if there is one. */
export const keptPhoto = () => shelf("readonly", (photos) => photos.get("last"));

function shelf(mode, use) {
  return new Promise((done) => {
    let opening;
    try {
      opening = indexedDB.open("toontalker", 1);
    } catch {
      done(undefined);
      return;
    }
    opening.onupgradeneeded = () => opening.result.createObjectStore("photos");
    opening.onerror = () => done(undefined);
    opening.onsuccess = () => {
      const asked = use(opening.result.transaction("photos", mode).objectStore("photos"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(undefined);
      asked.transaction.oncomplete = () => opening.result.close();
    };
  });
}
