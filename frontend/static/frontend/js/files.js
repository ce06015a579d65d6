// Files for the message in the box: chosen, dropped or pasted, put there at once, and named when it is sent.

import { fill } from "./lines.js";

const LONGEST = 300000; // ms for one file over a slow line

export function addFiles(form, data, token, say) {
  const { words } = data;
  const list = form.querySelector("[data-waiting]");
  const chooser = form.elements.files;
  let items = [];
  let afterwards = null;

  function add(files) {
    const room = data.most_files - items.length;
    if (files.length > room) say(fill(words.too_many_files, { most: data.most_files }));
    for (const file of [...files].slice(0, room)) {
      const item = { file, name: file.name };
      items.push(item);
      put(item);
    }
  }

  async function put(item) {
    Object.assign(item, { isBusy: true, reason: "", isLost: false });
    draw();
    const body = new FormData();
    body.append("purpose", "message");
    body.append("file", item.file, item.name);
    try {
      const answer = await fetch(data.files, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token }, body, signal: AbortSignal.timeout(LONGEST) });
      const content = await answer.json();
      if (answer.ok) Object.assign(item, { id: content.id, name: content.name });
      else item.reason = Object.values(content.errors ?? {})[0]?.[0] ?? content.title;
    } catch {
      item.isLost = true;
    }
    item.isBusy = false;
    draw();
    if (afterwards && !isWaiting()) {
      const next = afterwards;
      afterwards = null;
      if (isWhole()) next();
      else say(words.without_files);
    }
  }

  const isWaiting = () => items.some((item) => item.isBusy);
  const isWhole = () => items.every((item) => item.id);

  function draw() {
    list.replaceChildren(...items.map(chip));
    list.hidden = !items.length;
  }

  function chip(item) {
    const place = document.createElement("li");
    const name = document.createElement("span");
    name.dir = "auto";
    name.textContent = item.name;
    const state = item.isBusy ? words.adding : item.isLost ? words.not_added : item.reason || words.added;
    place.classList.toggle("wrong", Boolean(item.isLost || item.reason));
    place.append(name, ` · ${state} `);
    if (item.isLost) place.append(button(words.add_again, words.add_again, () => put(item)));
    place.append(button(words.remove, fill(words.remove_file, { name: item.name }), () => remove(item)));
    return place;
  }

  function button(text, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.ariaLabel = label;
    made.addEventListener("click", act);
    return made;
  }

  function remove(item) {
    items = items.filter((other) => other !== item);
    draw();
    form.elements.body.focus();
    if (item.id) fetch(`${data.files}${item.id}/`, { method: "DELETE", headers: { "X-CSRFToken": token } }).catch(() => {}); // the sweep takes what stays
  }

  chooser.addEventListener("change", () => {
    add(chooser.files);
    chooser.value = "";
  });
  form.elements.body.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });
  const talk = form.closest("[data-talk]");
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  for (const name of ["dragover", "dragleave", "drop"]) {
    talk.addEventListener(name, (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      form.classList.toggle("dropping", name === "dragover");
      if (name === "drop") add(event.dataTransfer.files);
    });
  }
  // what the server kept of a form that came back
  items = [...list.querySelectorAll("input")].map((field) => ({ id: field.value, name: field.dataset.name }));
  draw();

  return {
    get isEmpty() {
      return !items.length;
    },
    // True when the message may go; else it says why, and calls `next` once everything is there.
    isReady(next) {
      if (isWaiting()) {
        afterwards = next;
        say(words.wait_for_files);
      } else if (!isWhole()) say(words.without_files);
      return !isWaiting() && isWhole();
    },
    take() {
      const taken = items.map(({ id, name }) => ({ id, name }));
      items = [];
      draw();
      return taken;
    },
    begin(taken) {
      items = [...taken, ...items];
      draw();
    },
  };
}
