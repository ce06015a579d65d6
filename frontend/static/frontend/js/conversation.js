// A conversation: live over the socket, by asking every few seconds where that is blocked. Nothing typed is lost.

import { aboutInPlace } from "./about.js";
import { sayActive } from "./active.js";
import { addFiles } from "./files.js";
import { changeInPlace } from "./change.js";
import { Company } from "./company.js";
import { fill, Lines, namesOf } from "./lines.js";
import { keepDraft, Outbox } from "./outbox.js";
import { keepForOffline, keepRow } from "./kept.js";
import { offerNames } from "./mentions.js";
import { replies } from "./replies.js";
import { call, Sender } from "./sender.js";
import { Socket } from "./socket.js";

const ASK = { visible: 4000, hidden: 30000 }; // ms between questions without a socket
const data = JSON.parse(document.getElementById("talk-data").textContent);
const words = data.words;
const lines = new Lines(document.querySelector("[data-lines]"), data);
const form = document.querySelector("[data-compose]");
const field = form?.elements.body;
const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
const title = document.title;
const prefix = `northbridge:draft:${data.me}:talk:${data.conversation}`;
let since = data.since;
let read = data.read;
let isLive = false;
let isSignedOut = false;
let closedFor = 0; // the code with which the line was closed last
const WHY = { 1013: words.later, 4403: words.foreign, 4408: words.slow, 4429: words.too_many };
const SAID = 8000; // ms that a refusal stands beside the box

const others = () => Object.entries(data.people).filter(([id]) => id !== data.me);
const marks = () => lines.marks(others().length && !data.is_announcement ? Math.min(...others().map(([, person]) => person.read)) : 0);

function say(text) {
  const status = document.querySelector("[data-status]");
  if (status && status.textContent !== text) status.textContent = text;
}

function tell() {
  if (isSignedOut || refused.timer) return;
  say(isLive ? (matchMedia("(pointer: coarse)").matches ? words.hint_touch : words.hint) : navigator.onLine ? (WHY[closedFor] ?? words.polling) : words.offline);
}

// Something the page asked for was refused: it is told, and what was typed stays.
function refused(problem) {
  say(problem.title);
  clearTimeout(refused.timer);
  refused.timer = setTimeout(() => {
    refused.timer = 0;
    tell();
  }, SAID);
}

function signedOut() {
  if (isSignedOut) return;
  isSignedOut = true;
  say(`${words.signed_out} `);
  const link = document.createElement("a");
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = words.sign_in;
  document.querySelector("[data-status]")?.append(link);
}

// The page anew: what is unsent is kept. Not in a circle, should the server ask again and again.
function reload() {
  const key = `northbridge:reloaded:${data.conversation}`;
  const last = Number(sessionStorage.getItem(key) ?? 0);
  if (Date.now() - last < 20000) return;
  sessionStorage.setItem(key, String(Date.now()));
  location.reload();
}

// --- what comes ---------------------------------------------------------------------------------

function take(row) {
  const wasAtEnd = lines.isAtEnd;
  const outcome = lines.take(row);
  if (outcome) keepRow(row);
  if (row.changed_seq > row.seq && document.querySelector(`[data-pins] [data-jump="${row.seq}"]`)) pinsChanged();
  if (outcome !== "new") return;
  const mine = row.sender?.id === data.me;
  if (!mine) {
    if (document.visibilityState !== "visible") lines.markNew(document.getElementById(`m${row.seq}`));
    document.querySelector("[data-announce]").textContent = fill(words.says, { name: row.sender?.name ?? words.nobody, words: row.body || namesOf(row.attachments) });
  }
  if (mine || wasAtEnd) lines.toEnd();
  marks();
  look();
}

function heard({ detail: frame }) {
  if (frame.type === "error") {
    const gone = frame.problem.conversation === data.conversation && frame.problem.status === 404;
    if (sender.answered(frame)) return;
    if (gone) reload();
    else refused(frame.problem);
    return;
  }
  if (frame.conversation !== data.conversation) return;
  company.heard(frame);
  if (frame.type === "message") {
    sender.answered(frame);
    take(frame);
    since = Math.max(since, frame.changed_seq);
  } else if (frame.type === "synced") {
    since = Math.max(since, frame.last_seq);
    const came = !isLive;
    isLive = true;
    isSignedOut = false;
    if (came) {
      tell();
      sender.flush();
      company.tell();
      look();
    }
  } else if (frame.type === "pins") {
    since = Math.max(since, frame.changed_seq);
    pinsChanged();
  } else if (frame.type === "read") {
    hasRead(frame.person, frame.seq);
  } else if (frame.type === "reload") {
    reload();
  }
}

function pinsChanged() {
  document.querySelector("[data-pins]")?.dispatchEvent(new Event("pins"));
}

function hasRead(person, seq) {
  if (data.people[person]) data.people[person].read = Math.max(data.people[person].read, seq);
  if (person === data.me) {
    read = Math.max(read, seq);
    document.dispatchEvent(new Event("talk:read"));
  }
  marks();
  count();
}

// --- without a socket ---------------------------------------------------------------------------

async function ask() {
  if (!isLive) {
    try {
      const answer = await call(`${data.api}messages/?since=${since}`);
      if (answer.status === 401) signedOut();
      if (answer.status === 404) reload();
      if (answer.ok) {
        isSignedOut = false;
        const found = await answer.json();
        if (found.reload) reload();
        for (const row of found.results) {
          sender.answered({ ...row, type: "message" });
          take(row);
        }
        if (found.pinned_seq > since) pinsChanged();
        since = Math.max(since, found.last_seq);
        tell();
        if (sender.next()) sender.flush();
      }
    } catch {
      tell();
    }
  }
  clearTimeout(ask.timer);
  ask.timer = setTimeout(ask, ASK[document.visibilityState] ?? ASK.hidden);
}

// --- how far one has read -----------------------------------------------------------------------

function look() {
  clearTimeout(look.timer);
  look.timer = setTimeout(markRead, 400);
}

async function markRead() {
  count();
  const seq = lines.seen;
  if (document.visibilityState !== "visible" || seq <= read) return;
  try {
    if (!(isLive && socket.send({ type: "read", conversation: data.conversation, seq }))) {
      const answer = await call(`${data.api}read/`, "POST", { seq }, token);
      if (!answer.ok) return;
      document.dispatchEvent(new Event("talk:read"));
    }
    read = Math.max(read, seq);
    count();
  } catch {
    // no line: asked again when something comes or the page is looked at
  }
}

function count() {
  const waiting = lines.all().filter((line) => !line.matches(".mine, .deleted") && Number(line.dataset.seq) > read).length;
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

// --- older messages -----------------------------------------------------------------------------

lines.list.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-before]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  try {
    const answer = await call(`${data.api}messages/?before=${link.dataset.before}`);
    if (!answer.ok) throw new Error(answer.status);
    const found = await answer.json();
    const height = lines.list.scrollHeight;
    lines.prepend(found.results);
    marks();
    if (found.previous) link.dataset.before = found.results[0].seq;
    else link.closest("li").remove();
    lines.list.scrollTop += lines.list.scrollHeight - height;
    document.getElementById(`m${found.results.at(-1)?.seq}`)?.scrollIntoView({ block: "nearest" });
  } catch {
    location.href = link.href;
  }
});

// --- what goes ----------------------------------------------------------------------------------

const way = {
  socket: null,
  isLive: () => isLive,
  api: data.api,
  token,
  took: take,
  signedOut,
  takeBack: form && ((body, answered, taken) => {
    if (answered) answering.begin(answered);
    if (taken) files.begin(taken);
    field.value = field.value ? `${body}\n${field.value}` : body;
    field.dispatchEvent(new Event("input"));
    field.focus();
  }),
};
lines.ask = async (id) => {
  const answer = await call(`${data.api}messages/${id}/`).catch(() => null);
  return answer?.ok ? answer.json() : null;
};
const answering = form && replies(form, lines);
const files = form && addFiles(form, data, token, say);
const sender = new Sender(new Outbox(`${prefix}:outbox`), lines, way); // also without a box: what was refused stays to be read

if (form) {
  offerNames(field, lines.names); // before Enter sends
  const forget = keepDraft(field, prefix);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = field.value.trim();
    if (!body && files.isEmpty) return;
    if ([...body].length > data.longest) {
      say(fill(words.too_long, { most: data.longest }));
      return;
    }
    if (!files.isReady(() => form.requestSubmit())) return;
    field.value = "";
    forget();
    sender.add(body, answering.end(), files.take());
    if (!sender.outbox.isKept) say(words.kept);
    field.focus();
  });
  // a finger's keyboard has no Shift to hold: there Enter is a new line
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  changeInPlace(lines, { api: data.api, token, took: (row) => (row ? take(row) : isLive || ask()) });
}

aboutInPlace(lines);
const company = new Company(data, field, (frame) => isLive && socket.send(frame));
const socket = new Socket(() => ({ [data.conversation]: since }));
way.socket = socket;
sayActive(socket);
socket.addEventListener("frame", heard);
socket.addEventListener("down", ({ detail }) => {
  isLive = false;
  sender.lineLost();
  closedFor = detail.code;
  if (detail.signedOut) signedOut();
  tell();
  ask();
});
addEventListener("online", tell);
addEventListener("offline", () => {
  isLive = false;
  socket.drop();
  tell();
});
document.addEventListener("visibilitychange", look);
lines.list.addEventListener("scroll", look, { passive: true });
addEventListener("resize", look, { passive: true });

const first = lines.list.querySelector("[data-new], [data-earlier]");
document.querySelector("[data-talk]").scrollIntoView({ block: "nearest" }); // on a phone the box would stand below the screen
const named = location.hash.match(/^#m(\d+)$/)?.[1]; // a link to a message
if (!(named && lines.goTo(named))) {
  if (first) lines.toTop(first);
  else lines.toEnd();
}
ask.timer = setTimeout(ask, ASK.visible);
look();
sender.flush();
keepForOffline(data.me, data.since).then((later) => {
  const wasAtEnd = lines.isAtEnd;
  for (const row of later) if (lines.take(row)) keepRow(row);
  if (later.length) marks();
  if (later.length && wasAtEnd) lines.toEnd();
});
