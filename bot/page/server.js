// Talks to the server: requests that raise a sentence, and the stream of news.

import { say } from "/words.js";

/** What went wrong, as a sentence for the person; status 0 where the server was not reached. */
export class Fault extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

const pause = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new Fault(say("offline"), 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Fault(answer.error ?? say("broken"), response.status);
  return answer;
}

function form(fields) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined && value !== "") data.append(name, value);
  return data;
}

/** Asks for a session, with the password where one is needed. */
export const enter = (password) => ask("/api/enter", { method: "POST", body: password === undefined ? undefined : form({ password }) });
/** Photo and text; the mark in `fields.key` makes it safe to post again. */
export const post = (fields) => persistent("/api/jobs", fields);
/** The same once more. */
export const postAgain = (id, fields) => persistent(`/api/jobs/${id}/again`, fields);
/** How a job stands. */
export const look = (id) => ask(`/api/jobs/${id}`);
/** Deletes a job. */
export const remove = (id) => ask(`/api/jobs/${id}`, { method: "DELETE" });
/** Deletes everything. */
export const forget = () => ask("/api/forget", { method: "POST" });
/** How busy the house is. */
export const stats = () => ask("/api/stats");
/** Where a clip or a poster is fetched. */
export const fileOf = (id, name) => `/api/jobs/${id}/${name}`;

async function persistent(path, fields) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask(path, { method: "POST", body: form(fields) });
    } catch (fault) {
      if (fault.status !== 0 || tries === 4) throw fault;
      await pause(tries);
    }
  }
}

/** Calls `news.job`, `news.nudge` and `news.reached` as events come in; where there is no stream, the page's own looking has to do. */
export function listen(news) {
  const source = new EventSource("/api/news");
  source.addEventListener("job", (event) => news.job(JSON.parse(event.data)));
  source.addEventListener("nudge", () => news.nudge());
  source.addEventListener("open", () => news.reached(true));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(news), 20_000);
    else news.reached(false);
  });
}
