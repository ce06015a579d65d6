// Answers are kept one by one while they are typed. What the server has not kept yet stays in this browser.

const form = document.querySelector("form[data-application]");
const prefix = `northbridge:draft:${document.body.dataset.user}:application:${form.dataset.application}:`;

function store(work) {
  try {
    return work(localStorage);
  } catch {
    return undefined; // storage is full or forbidden: the page works without it
  }
}

const fieldsOf = (question) => [...question.querySelectorAll("[name^='q-']")].filter((field) => field.type !== "file");
const seenIn = (question) => question.querySelector("[name^='was-']")?.value ?? "";
const read = (question) => fieldsOf(question).map((field) => (["checkbox", "radio"].includes(field.type) ? [field.value, field.checked] : [null, field.value]));

function write(question, rows) {
  fieldsOf(question).forEach((field, place) => {
    const [choice, value] = rows[place] ?? [null, field.value];
    if (choice === null) field.value = value;
    else field.checked = value;
  });
}

function say(question, words) {
  const status = question.querySelector(".kept");
  let line = status.querySelector("[data-said]");
  if (!line) {
    line = Object.assign(document.createElement("span"), { className: "small muted" });
    line.dataset.said = "";
    status.append(line);
  }
  line.textContent = words;
}

// The question was changed by somebody else while the line was cut: both texts are shown, nothing is overwritten.
function showLost(question, rows) {
  const text = rows.filter(([choice, value]) => choice === null || value).map(([choice, value]) => choice ?? value).join(", ");
  const note = Object.assign(document.createElement("div"), { className: "note wait stack tight" });
  const words = Object.assign(document.createElement("p"), { textContent: question.dataset.lost });
  note.append(words, Object.assign(document.createElement("blockquote"), { className: "said", textContent: text }));
  question.append(note);
}

const waiting = new Set(); // what the line could not carry

function watch(question) {
  const key = prefix + question.dataset.question;
  const before = JSON.stringify(read(question));
  const kept = JSON.parse(store((local) => local.getItem(key)) ?? "null");
  let sent = "";
  if (kept && JSON.stringify(kept.rows) !== before && !question.querySelector("[data-clash]")) {
    if (kept.seen === seenIn(question)) {
      write(question, kept.rows);
      waiting.add(question);
    } else {
      showLost(question, kept.rows);
      store((local) => local.removeItem(key));
    }
  } else if (kept) {
    store((local) => local.removeItem(key));
  }
  question.addEventListener("input", () => store((local) => local.setItem(key, JSON.stringify({ seen: seenIn(question), rows: read(question) }))));
  question.addEventListener("htmx:beforeRequest", () => {
    sent = JSON.stringify(read(question));
  });
  question.addEventListener("htmx:afterSwap", () => {
    waiting.delete(question);
    if (question.querySelector("[data-unkept]")) return;
    if (JSON.stringify(read(question)) === sent) store((local) => local.removeItem(key));
    else store((local) => local.setItem(key, JSON.stringify({ seen: seenIn(question), rows: read(question) })));
  });
  for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    question.addEventListener(failed, () => {
      waiting.add(question);
      say(question, question.dataset.waits);
    });
  }
}

const send = () => waiting.forEach((question) => htmx.trigger(question, "keep"));
form.querySelectorAll("[data-question]").forEach(watch);
addEventListener("load", send);
addEventListener("online", send);
setInterval(send, 20000);
