// Replying: which message the one in the box answers.

export function replies(form, lines) {
  const field = form.elements.reply_to;
  const place = form.querySelector("[data-answering]");

  function begin(id) {
    field.value = id;
    place.querySelector("[data-answered]").replaceChildren(lines.quoteOf(id));
    place.hidden = false;
    form.elements.body.focus();
  }

  // Returns the message that was answered, if any.
  function end() {
    const id = field.value;
    field.value = "";
    place.hidden = true;
    return id;
  }

  lines.list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reply]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    begin(link.closest("li").dataset.id);
  });
  place.querySelector("[data-cancel-reply]").addEventListener("click", (event) => {
    event.preventDefault();
    end();
    form.elements.body.focus();
  });
  form.elements.body.addEventListener("keydown", (event) => event.key === "Escape" && end());
  return { begin, end };
}
