// A call's board: cards are moved by mouse, by touch and by keyboard; others' moves arrive live.
// The server decides: a refused move says why in the dialog, and the card is back where it was.

import { Socket } from "./socket.js";

const board = document.querySelector("[data-board]");
const dialog = document.getElementById("ways");
const said = document.querySelector("[data-board-said]");
const { cards: root, query, moved: words, failed } = board.dataset;
const TOGETHER = 200; // what comes within so many milliseconds is asked for once
const EDGE = 40; // pixels from the edge at which a held card moves the columns
const FAR = 6; // pixels that a pointer goes before a press becomes a drag

const all = (of = board) => [...of.querySelectorAll("article")];
const cardOf = (id) => document.getElementById(`c-${id}`);
const column = (stage) => board.querySelector(`section[data-stage="${stage}"]`);
const under = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("section[data-stage]");
const nameOf = (part) => part.querySelector("[data-key], h2 b").textContent;
const say = (text) => (said.textContent = text);
const isOther = (event) => event.ctrlKey || event.metaKey || event.altKey || event.shiftKey; // the browser's own keys and clicks
const focus = (card) => card?.querySelector("[data-key]").focus();
const parsed = (html, what) => new DOMParser().parseFromString(html, "text/html").querySelector(what);

// The answer as text; nothing where the line or the server fails, which is said.
async function ask(path, body) {
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };
  try {
    const answer = await fetch(`${root}${path}?${query}`, { method: body ? "POST" : "GET", body, headers, signal: AbortSignal.timeout(20000) });
    if (answer.status < 500 && answer.status !== 404) return await answer.text();
  } catch {
    isStale = true; // asked for again when the line is back
  }
  if (body) say(failed);
  return "";
}

// A card as it stands now takes the place of the one that is shown; the counts of all columns come with it.
function show(answer, id) {
  const [old, card] = [cardOf(id), answer.querySelector("article")];
  const hadFocus = old?.contains(document.activeElement);
  for (const { dataset, value } of answer.querySelectorAll("data")) column(dataset.of)?.querySelector("[data-count]").replaceChildren(value);
  const target = card && column(card.dataset.stage);
  let text = answer.dataset.said;
  if (target && old?.parentNode === target) old.replaceWith(card);
  else {
    old?.remove();
    target?.querySelector("h2").after(card);
    if (target && old) text ||= words.replace("%(name)s", nameOf(card)).replace("%(stage)s", nameOf(target));
  }
  if (text) say(text);
  rove(hadFocus && target && card);
}

async function post(id, body) {
  const html = await ask(`${id}/move/`, body);
  const answer = parsed(html, "[data-answer]");
  if (answer) show(answer, id);
  else refresh(id);
  if (answer || !html) dialog.close();
  else open(html, id);
  if (answer) focus(cardOf(id));
}

// --- the menu of a card -----------------------------------------------------------------------------

function open(html, id) {
  const ways = parsed(html, "[data-card-of]");
  if (!ways) return;
  dialog.firstElementChild.replaceChildren(ways);
  dialog.dataset.id = id;
  if (!dialog.open) dialog.showModal();
  (ways.querySelector("[role=alert]") ?? dialog.querySelector("button:enabled")).focus();
}

const menu = async ({ dataset }) => open(await ask(`${dataset.card}/`), dataset.card);

dialog.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  post(dialog.dataset.id, new FormData(event.target, event.submitter));
});
dialog.addEventListener("close", () => focus(cardOf(dialog.dataset.id)));

board.addEventListener("click", (event) => {
  const link = event.target.closest("[data-move]");
  if (!link || isOther(event)) return;
  event.preventDefault();
  menu(link.closest("article"));
});

// --- by keyboard: one card at a time is in the order of Tab ------------------------------------------

function rove(focused) {
  const here = focused || board.querySelector("[data-here]") || all()[0];
  for (const card of all()) {
    card.toggleAttribute("data-here", card === here);
    for (const link of card.querySelectorAll("a")) link.tabIndex = card === here ? 0 : -1;
  }
  if (focused) focus(focused);
}

board.addEventListener("focusin", (event) => {
  const card = event.target.closest("article:not([data-here])");
  if (card) rove(card);
});

board.addEventListener("keydown", (event) => {
  const card = event.target.closest("article");
  if (!card || isOther(event)) return;
  const columns = [...board.children].map((one) => all(one)).filter((cards) => cards.length);
  const across = columns.findIndex((cards) => cards.includes(card));
  const down = columns[across].indexOf(card);
  const [x, y] = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[event.key] ?? [];
  if (event.key.toLowerCase() === "m") menu(card);
  else if (x === undefined) return;
  event.preventDefault();
  const there = columns[across + x];
  const next = y ? there?.[down + y] : there?.[Math.min(down, there.length - 1)];
  if (next && next !== card) rove(next);
});

// --- by pointer: a mouse takes the card anywhere, a finger by its button -----------------------------

let drag = null;

board.addEventListener("dragstart", (event) => event.preventDefault());
board.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("article");
  if (card && !event.button && !drag && (event.pointerType === "mouse" || event.target.closest("[data-move]"))) drag = { card, start: event };
});
addEventListener("pointermove", (event) => {
  if (event.pointerId !== drag?.start.pointerId) return;
  drag.last = event;
  if (drag.moved) return follow();
  if (Math.hypot(event.clientX - drag.start.clientX, event.clientY - drag.start.clientY) < FAR) return;
  Object.assign(drag, { moved: true, from: board.scrollLeft, most: board.scrollWidth - board.clientWidth });
  drag.card.classList.add("dragged");
  pull();
});

function follow() {
  const { card, start, last, from } = drag;
  card.style.translate = `${last.clientX - start.clientX + board.scrollLeft - from}px ${last.clientY - start.clientY}px`;
  over(under(last));
}

// A card held at an edge brings the columns beyond it into view: a phone shows one or two of them.
function pull() {
  if (!drag) return;
  const { left, right } = board.getBoundingClientRect();
  const x = drag.last.clientX;
  const step = x > Math.min(right, innerWidth) - EDGE ? EDGE / 4 : x < Math.max(left, 0) + EDGE ? -EDGE / 4 : 0;
  if (step) board.scrollLeft = Math.min(drag.most, board.scrollLeft + step);
  follow();
  requestAnimationFrame(pull);
}
addEventListener("pointerup", (event) => event.pointerId === drag?.start.pointerId && finish(under(event)));
addEventListener("pointercancel", () => drag && finish());

function over(target) {
  for (const one of board.children) one.classList.toggle("over", one === target);
}

function finish(target) {
  const { card, moved } = drag;
  drag = null;
  over();
  card.style.translate = "";
  setTimeout(() => card.classList.remove("dragged")); // until then it takes no click
  if (!moved || !target || card.parentNode === target) return;
  const body = new FormData();
  body.set("target", target.dataset.stage);
  body.set("seen_in", card.dataset.stage);
  post(card.dataset.card, body);
}

// --- live --------------------------------------------------------------------------------------------

let [waiting, timer, isStale] = [new Set(), 0, false];

function refresh(id) {
  waiting.add(id);
  clearTimeout(timer);
  timer = setTimeout(fetchChanged, TOGETHER);
}

async function fetchChanged() {
  if (drag) return refresh(null);
  const ids = [...waiting];
  waiting = new Set();
  // many at once: the whole board is read anew
  if (isStale || ids[9] || ids.includes(null)) return readAnew();
  for (const id of ids) {
    const answer = parsed(await ask(`${id}/card/`), "[data-answer]");
    if (answer) show(answer, id);
  }
}

async function readAnew() {
  isStale = false;
  const html = await ask("");
  if (!html) return;
  const here = document.activeElement?.closest("article")?.id;
  board.innerHTML = html;
  window.htmx?.process(board);
  rove(here && document.getElementById(here));
}

document.addEventListener("htmx:afterSwap", (event) => board.contains(event.target) && rove());
rove();
// What was looked for may stand in a column that a narrow screen does not show.
if (query && all()[0]) board.scrollLeft += all()[0].getBoundingClientRect().left - board.getBoundingClientRect().left;

// The page's own scripts have run by then, so that there is one socket for all of them.
document.addEventListener("DOMContentLoaded", () => {
  const socket = Socket.page ?? new Socket(() => ({}));
  socket.addEventListener("frame", ({ detail }) => detail.type === "board" && detail.call === board.dataset.board && refresh(detail.application));
  socket.addEventListener("down", () => (isStale = true));
  socket.addEventListener("up", () => isStale && refresh(null));
});
