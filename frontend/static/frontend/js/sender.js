// Sends what is in the outbox, one after the other: over the socket while it is live, else by POST. Shows what waits.

import { shownFiles } from "./attached.js";
import { fill } from "./lines.js";
import { drawn } from "./marks.js";

const ANSWER = 8000; // ms until an unanswered frame is tried by POST
const LONGEST_WAIT = 30000;

export class Sender {
  // `way` is {socket, isLive(), took(row), api, token}
  constructor(outbox, lines, way) {
    Object.assign(this, { outbox, lines, way, words: lines.words, waiting: new Map(), failures: 0, busy: null });
    addEventListener("online", () => this.flush());
    addEventListener("storage", (event) => event.key === outbox.key && this.draw());
    addEventListener("beforeunload", (event) => !outbox.isKept && outbox.list().length && event.preventDefault());
    this.draw();
  }

  add(...said) {
    this.outbox.add(...said);
    this.draw();
    this.lines.toEnd();
    this.flush();
  }

  // A frame that may answer one of ours. Returns whether it did.
  answered(frame) {
    const id = frame.client_uuid;
    if (!id) return false;
    if (frame.type === "message" && frame.sender?.id === this.lines.data.me && this.outbox.remove(id)) this.draw();
    const done = this.waiting.get(id);
    this.waiting.delete(id);
    done?.(frame);
    return Boolean(done);
  }

  // The socket is gone: what waits for its answer there is tried another way.
  lineLost() {
    for (const done of [...this.waiting.values()]) done(null);
    this.waiting.clear();
  }

  async flush() {
    if (this.busy) return;
    clearTimeout(this.timer);
    try {
      for (let item = this.next(); item; item = this.next()) {
        this.busy = item.client_uuid;
        this.draw();
        if (!(await this.deliver(item))) {
          this.failures += 1;
          const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** this.failures) * (0.5 + Math.random() / 2);
          this.timer = setTimeout(() => this.flush(), wait);
          break;
        }
        this.failures = 0;
      }
    } finally {
      this.busy = null;
      this.draw();
    }
  }

  next() {
    return this.outbox.list().find((item) => !item.reason);
  }

  // True when this one is settled: there, or refused for good.
  async deliver(item) {
    if (this.way.isLive()) {
      const answer = await this.bySocket(item);
      if (answer?.type === "message") return true;
      if (answer && answer.problem.status !== 429) return this.settle(item, answer.problem.status, answer.problem);
    }
    return this.byPost(item);
  }

  bySocket({ client_uuid, files, ...said }) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting.delete(client_uuid);
        resolve(null);
      }, ANSWER);
      this.waiting.set(client_uuid, (frame) => {
        clearTimeout(timer);
        resolve(frame);
      });
      if (!this.way.socket.send({ type: "send", conversation: this.lines.data.conversation, client_uuid, ...said })) this.waiting.get(client_uuid)(null);
    });
  }

  async byPost({ client_uuid, files, ...said }) {
    try {
      const answer = await call(`${this.way.api}messages/`, "POST", { client_uuid, ...said }, this.way.token);
      const content = await answer.json();
      if (answer.ok) {
        this.outbox.remove(client_uuid);
        this.way.took(content);
        return true;
      }
      return this.settle({ client_uuid }, answer.status, content);
    } catch {
      return false; // no line, or no answer that can be read: it is tried again
    }
  }

  settle({ client_uuid }, status, problem) {
    if (status === 401) this.way.signedOut();
    if (status === 401 || status === 429 || status >= 500) return false;
    const first = Object.values(problem.errors ?? {})[0]?.[0];
    this.outbox.refuse(client_uuid, first ?? problem.title);
    this.draw();
    return true;
  }

  draw() {
    const list = this.lines.list;
    const items = this.outbox.list();
    const held = document.activeElement?.closest?.("li.unsent")?.dataset.unsent;
    list.querySelectorAll("li.unsent").forEach((line) => line.remove());
    for (const item of items) list.append(this.line(item));
    if (held) list.querySelector(`li[data-unsent="${held}"] button`)?.focus();
    if (items.length) list.querySelector("[data-empty]")?.remove();
  }

  line(item) {
    const line = document.createElement("li");
    line.className = "mine unsent";
    line.dataset.unsent = item.client_uuid;
    const body = document.createElement("div");
    body.className = "body";
    body.dir = "auto";
    body.append(...drawn(item.body));
    const meta = document.createElement("span");
    meta.className = "meta";
    const isSending = this.busy === item.client_uuid && this.failures === 0 && navigator.onLine;
    meta.append(item.reason ? fill(this.words.refused, { reason: item.reason }) : isSending ? this.words.sending : this.words.waiting);
    if (item.reason && this.way.takeBack) meta.append(" ", this.button(this.words.take_back, () => this.takeBack(item)));
    else if (!item.reason && !isSending) meta.append(" ", this.button(this.words.send_now, () => this.flush()));
    if (item.reply_to) line.append(this.lines.quoteOf(item.reply_to));
    line.append(body, ...(item.files ? [shownFiles(item.files, this.lines)] : []), meta);
    return line;
  }

  button(words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }

  takeBack(item) {
    this.outbox.remove(item.client_uuid);
    this.draw();
    this.way.takeBack(item.body, item.reply_to, item.files);
  }
}

// JSON to and from the API, with the page's session.
export function call(address, method = "GET", body = undefined, token = "") {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = token;
  return fetch(address, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(15000) });
}
