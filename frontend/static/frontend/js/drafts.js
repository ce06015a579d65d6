// What is typed into a form marked data-draft stays in this browser until the form went through.

const user = document.body.dataset.user ?? "";
const prefix = "northbridge:draft:";
// What was typed for one request must not turn up in the form of another: the address that takes the form is part of the key.
const keyOf = (form) => `${prefix}${user}:${form.dataset.draft}:${form.getAttribute("action") ?? location.pathname}`;
const sentKey = "northbridge:sent";

function store(work) {
  try {
    return work(localStorage, sessionStorage);
  } catch {
    return undefined; // storage is full or forbidden: the page works without it
  }
}

const kept = (field) => field.name && !field.disabled && !["password", "hidden", "file", "submit", "button"].includes(field.type) && field.autocomplete !== "one-time-code";

function read(form) {
  return [...form.elements].filter(kept).map((field) =>
    field.type === "checkbox" || field.type === "radio" ? [field.name, field.value, field.checked] : [field.name, null, field.value],
  );
}

function write(form, rows) {
  let changed = false;
  for (const [name, choice, value] of rows) {
    for (const field of [...form.elements].filter((item) => item.name === name && kept(item))) {
      if (choice === null && field.type !== "checkbox" && field.type !== "radio" && field.value !== value) {
        field.value = value;
        changed = true;
      } else if (choice !== null && field.value === choice && field.checked !== value) {
        field.checked = value;
        changed = true;
      }
    }
  }
  return changed;
}

function say(form, key) {
  const place = form.querySelector("[data-draft-status]");
  if (place) place.textContent = place.dataset[key] ?? "";
}

// The answer to a form that was sent: it went through unless the server refused it or asked for sign-in.
function settle() {
  const visit = performance.getEntriesByType("navigation")[0];
  const sent = store((_, session) => session.getItem(sentKey));
  if (!sent || !visit || visit.type !== "navigate") return;
  store((_, session) => session.removeItem(sentKey));
  const refused = (visit.responseStatus ?? 200) >= 400 || document.querySelector(".summary") || location.pathname.startsWith("/accounts/");
  if (!refused) store((local) => local.removeItem(sent));
}

function watch(form) {
  const key = keyOf(form);
  const before = JSON.stringify(read(form));
  const draft = store((local) => local.getItem(key));
  if (draft && draft !== before && !form.querySelector(".summary")) {
    if (write(form, JSON.parse(draft))) {
      say(form, "restored");
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  let timer = 0;
  form.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      store((local) => local.setItem(key, JSON.stringify(read(form))));
      say(form, "saved");
    }, 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    store((local, session) => {
      local.setItem(key, JSON.stringify(read(form)));
      session.setItem(sentKey, key);
    });
  });
}

settle();
document.querySelectorAll("form[data-draft]").forEach(watch);

// who signs out leaves nothing behind
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-sign-out]")) return;
  globalThis.caches?.delete("northbridge:talk"); // conversations kept for reading without a line
  store((local) => Object.keys(local).filter((key) => key.startsWith(prefix)).forEach((key) => local.removeItem(key)));
});
