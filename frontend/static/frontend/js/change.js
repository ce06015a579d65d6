// Changing and deleting one's own messages in place; without script the same link leads to a page.

import { call } from "./sender.js";

export function changeInPlace(lines, { api, token, took }) {
  const dialog = document.getElementById("change");
  const field = document.getElementById("change-body");
  const status = dialog.querySelector("[data-change-status]");
  const words = lines.words;
  let line = null;

  lines.list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-change]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    line = link.closest("li");
    const body = line.querySelector("[data-body]");
    field.value = body.dataset.source ?? body.textContent;
    status.textContent = "";
    dialog.showModal();
    field.focus();
  });

  dialog.querySelector("form").addEventListener("submit", async (event) => {
    const wish = event.submitter?.value ?? "save";
    if (wish === "cancel") return;
    event.preventDefault();
    if (wish === "delete" && !confirm(words.sure)) return;
    const problem = await perform(wish);
    status.textContent = problem;
    if (!problem) dialog.close();
  });

  // a deleted message has no link to return to
  dialog.addEventListener("close", () => line?.querySelector("[data-change]") ?? lines.list.focus());

  // What stands in the way, or an empty text.
  async function perform(wish) {
    try {
      const address = `${api}messages/${line.dataset.id}/`;
      const answer = wish === "delete" ? await call(address, "DELETE", undefined, token) : await call(address, "PATCH", { body: field.value }, token);
      if (answer.status === 204) {
        took(null);
        return "";
      }
      const content = await answer.json();
      if (!answer.ok) return Object.values(content.errors ?? {})[0]?.[0] ?? content.title;
      took(content);
      return "";
    } catch {
      return words.not_changed;
    }
  }
}
