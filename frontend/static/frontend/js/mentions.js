// @names: offered while one types, marked in what comes. Whom a message mentions is decided where it is written; here it is only shown.

const MOST = 6;
const WORD = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}][\p{L}\p{N}.'’ -]{0,60})?$/u;

// Offers the people of the conversation after an @. Arrows choose, Enter or Tab takes, Escape leaves it.
export function offerNames(field, names) {
  const list = document.getElementById("names");
  let chosen = -1;
  if (!list || !names.length) return;

  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  const options = () => [...list.children];
  const typed = () => field.value.slice(0, field.selectionStart).match(WORD);

  function close() {
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    chosen = (place + options().length) % options().length;
    options().forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
    field.setAttribute("aria-activedescendant", options()[chosen].id);
  }

  function offer() {
    const begun = typed()?.[1]?.toLowerCase() ?? "";
    const found = typed() ? names.filter((name) => name.toLowerCase().startsWith(begun) && name.toLowerCase() !== begun).slice(0, MOST) : [];
    close();
    if (!found.length) return;
    list.append(...found.map((name, n) => {
      const option = document.createElement("li");
      option.id = `name-${n}`;
      option.role = "option";
      option.textContent = name;
      return option;
    }));
    list.hidden = false;
    choose(0);
  }

  function take(name) {
    const begun = typed()?.[1] ?? "";
    const end = field.selectionStart;
    field.setRangeText(`${name} `, end - begun.length, end, "end");
    close();
    field.dispatchEvent(new Event("input"));
    field.focus();
  }

  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the box keeps the focus
    const option = event.target.closest("li");
    if (option) take(option.textContent);
  });
  // before Enter sends
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(options()[chosen].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}

// Whether a text mentions this person: by the whole name, or by a first name that nobody else bears.
export function mentions(body, name, others) {
  if (!name || !body.includes("@")) return false;
  const first = name.split(" ")[0];
  const signs = others.some((other) => other.split(" ")[0].toLowerCase() === first.toLowerCase()) ? [name] : [name, first];
  const words = signs.map((sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return new RegExp(`(?<![\\p{L}\\p{N}])@(?:${words})(?![\\p{L}\\p{N}])`, "iu").test(body);
}
