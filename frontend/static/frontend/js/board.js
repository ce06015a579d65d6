// A call's board: cards are moved by mouse, by touch and by keyboard; others' moves arrive live.
// The server decides: a refused move says why in the dialog, and the card is back where it was.

import { Socket } from "./socket.js";

const board = document.querySelector("[data-board]");
const dialog = document.getElementById("ways");
const place = dialog.querySelector("[data-ways]");
const said = document.querySelector("[data-board-said]");
const TOGETHER = 200; // what comes within so many milliseconds is asked for once
const MANY = 10; // more changed cards than this: the whole board is read anew
const FAR = 6; // pixels that a pointer goes before a press becomes a drag

const cards = (column) => [...column.querySelectorAll("[data-card]")];
const columns = () => [...board.querySelectorAll("section[data-stage]")];
const column = (stage) => columns().find((one) => one.dataset.stage === stage);
const cardOf = (id) => document.getElementById(`c-${id}`);
const address = (card, what = "") => `${board.dataset.cards}${card}/${what}${board.dataset.query ? `?${board.dataset.query}` : ""}`;

function say(text) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = text));
}

async function ask(url, body) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const headers = { "HX-Request": "true", ...(body && { "X-CSRFToken": token }) };
  return fetch(url, { method: body ? "POST" : "GET", body, headers, signal: AbortSignal.timeout(20000) });
}

// --- what the server answers ------------------------------------------------------------------------

// A card as it stands now takes the place of the one that is shown; the counts of all columns come with it.
function show(html, id) {
  const answer = new DOMParser().parseFromString(html, "text/html").querySelector("[data-answer]");
  if (!answer) return null;
  const [old, card] = [cardOf(id), answer.querySelector("[data-card]")];
  const [was, hadFocus] = [old?.dataset.stage, old?.contains(document.activeElement)];
  for (const count of answer.querySelectorAll("[data-of]")) {
    const shown = column(count.dataset.of)?.querySelector("[data-count]");
    if (shown) shown.textContent = count.value;
  }
  const target = card && column(card.dataset.stage);
  if (!target) old?.remove();
  else if (old && was === card.dataset.stage) old.replaceWith(document.adoptNode(card));
  else {
    old?.remove();
    target.querySelector("h2").after(document.adoptNode(card));
    if (!answer.dataset.said && was) say(board.dataset.moved.replace("%(name)s", nameOf(card)).replace("%(stage)s", nameOf(target)));
  }
  if (answer.dataset.said) say(answer.dataset.said);
  rove(hadFocus && target ? cardOf(id) : null);
  return target ? cardOf(id) : null;
}

const nameOf = (part) => part.querySelector("[data-key], h2 b").textContent.trim();

async function post(id, body) {
  const card = cardOf(id);
  card?.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(address(id, "move/"), body);
    const html = await answer.text();
    if (answer.ok) {
      dialog.close();
      show(html, id)?.querySelector("[data-key]").focus();
    } else if (answer.status < 500 && answer.status !== 404) {
      open(html, id);
      refresh(id);
    } else {
      dialog.close();
      say(board.dataset.failed);
      refresh(id);
    }
  } catch {
    say(board.dataset.failed);
  } finally {
    cardOf(id)?.removeAttribute("aria-busy");
  }
}

// --- the menu of a card -----------------------------------------------------------------------------

function open(html, id) {
  const ways = new DOMParser().parseFromString(html, "text/html").querySelector("[data-card-of]");
  if (!ways) return;
  place.replaceChildren(document.adoptNode(ways));
  dialog.dataset.id = id;
  if (!dialog.open) dialog.showModal();
  const told = place.querySelector("[role=alert]");
  (told ?? place.querySelector("button:enabled") ?? dialog.querySelector("[data-close]")).focus();
  if (told) say(told.textContent.trim().replace(/\s+/g, " "));
}

async function menu(id) {
  try {
    const answer = await ask(address(id));
    if (answer.ok) open(await answer.text(), id);
    else refresh(id);
  } catch {
    say(board.dataset.failed);
  }
}

dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  post(dialog.dataset.id, new FormData(event.target, event.submitter));
});
dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
dialog.addEventListener("close", () => cardOf(dialog.dataset.id)?.querySelector("[data-key]").focus());

board.addEventListener("click", (event) => {
  const link = event.target.closest("[data-move]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  menu(link.closest("[data-card]").dataset.card);
});

// --- by keyboard: one card at a time is in the order of Tab ------------------------------------------

function rove(focused) {
  const all = [...board.querySelectorAll("[data-card]")];
  const now = focused ?? all.find((card) => card.hasAttribute("data-here")) ?? all[0];
  for (const card of all) {
    card.toggleAttribute("data-here", card === now);
    for (const link of card.querySelectorAll("a")) link.tabIndex = card === now ? 0 : -1;
  }
  if (focused) focused.querySelector("[data-key]").focus();
}

board.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-card]");
  if (card && !card.hasAttribute("data-here")) rove(card);
});

board.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const here = card.closest("section");
  const [beside, at] = [cards(here), cards(here).indexOf(card)];
  const filled = columns().filter((one) => one === here || cards(one).length);
  const across = (step) => {
    const there = filled[filled.indexOf(here) + step];
    return there && cards(there)[Math.min(at, cards(there).length - 1)];
  };
  const goes = { ArrowDown: () => beside[at + 1], ArrowUp: () => beside[at - 1], ArrowRight: () => across(1), ArrowLeft: () => across(-1), Home: () => beside[0], End: () => beside.at(-1) };
  if (event.key in goes) {
    event.preventDefault();
    const next = goes[event.key]();
    if (next) rove(next);
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (event.key.toLowerCase() === "m" || (event.key === " " && event.target.matches("a"))) {
    event.preventDefault();
    menu(card.dataset.card);
  }
});

// --- by pointer: a mouse takes the card anywhere, a finger by its button -----------------------------

let drag = null;

board.addEventListener("dragstart", (event) => event.preventDefault());
board.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]");
  const grip = event.target.closest("[data-move]");
  if (!card || event.button || drag || (event.pointerType !== "mouse" && !grip)) return;
  drag = { card, id: event.pointerId, x: event.clientX, y: event.clientY, scroll: board.scrollLeft, moved: false };
});
addEventListener("pointermove", (event) => {
  if (event.pointerId !== drag?.id) return;
  const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.moved && Math.hypot(dx, dy) < FAR) return;
  if (!drag.moved) begin();
  const edge = board.getBoundingClientRect();
  if (event.clientX > edge.right - 40) board.scrollLeft += 16;
  if (event.clientX < edge.left + 40) board.scrollLeft -= 16;
  drag.card.style.translate = `${dx + board.scrollLeft - drag.scroll}px ${dy}px`;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("section[data-stage]");
  for (const one of columns()) one.classList.toggle("over", one === over);
});
addEventListener("pointerup", (event) => event.pointerId === drag?.id && finish(document.elementFromPoint(event.clientX, event.clientY)));
addEventListener("pointercancel", (event) => event.pointerId === drag?.id && finish(null));
addEventListener("keydown", (event) => event.key === "Escape" && drag && finish(null));

function begin() {
  drag.moved = true;
  drag.card.classList.add("dragged");
  for (const one of columns()) one.classList.toggle("shut", one.dataset.stage !== drag.card.dataset.stage && !one.dataset.from.includes(drag.card.dataset.stage));
  getSelection()?.removeAllRanges();
}

function finish(under) {
  const { card, moved } = drag;
  const target = under?.closest("section[data-stage]");
  drag = null;
  card.classList.remove("dragged");
  card.style.translate = "";
  for (const one of columns()) one.classList.remove("over", "shut");
  if (!moved) return;
  addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
  setTimeout(() => dispatchEvent(new Event("click")), 0); // no click follows a drop elsewhere: the watch for it ends by itself
  if (!target || target.dataset.stage === card.dataset.stage) return;
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
  const ids = [...waiting];
  if (drag?.moved) {
    timer = setTimeout(fetchChanged, TOGETHER);
    return;
  }
  waiting = new Set();
  try {
    if (isStale || ids.length > MANY || ids.includes(null)) await readAnew();
    else for (const id of ids) {
      const answer = await ask(address(id, "card/"));
      if (answer.ok) show(await answer.text(), id);
    }
  } catch {
    isStale = true; // asked for again when the line is back
  }
}

async function readAnew() {
  const answer = await ask(location.href);
  if (!answer.ok) return;
  const here = document.activeElement?.closest("[data-card]")?.dataset.card;
  board.innerHTML = await answer.text();
  window.htmx?.process(board);
  isStale = false;
  rove(here ? cardOf(here) : null);
}

document.addEventListener("htmx:afterSwap", (event) => board.contains(event.target) && rove());
rove();

// The page's own scripts have run by then, so that there is one socket for all of them.
document.addEventListener("DOMContentLoaded", () => {
  const socket = Socket.page ?? new Socket(() => ({}));
  socket.addEventListener("frame", ({ detail }) => detail.type === "board" && detail.call === board.dataset.board && refresh(detail.application));
  socket.addEventListener("down", () => (isStale = true));
  socket.addEventListener("up", () => isStale && refresh(null));
});
