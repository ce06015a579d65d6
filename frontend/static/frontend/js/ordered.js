// Lists in order: buttons that move a choice up or down and take it out. Without script the lists themselves do.

function button(sign, label, work) {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = sign;
  one.setAttribute("aria-label", label);
  one.title = label;
  one.addEventListener("click", work);
  return one;
}

function enhance(list) {
  const selects = [...list.querySelectorAll("select")];
  const swap = (from, to) => {
    [selects[from].value, selects[to].value] = [selects[to].value, selects[from].value];
    selects[to].focus();
    tell();
  };
  const clear = (at) => {
    for (let place = at; place < selects.length - 1; place += 1) selects[place].value = selects[place + 1].value;
    selects.at(-1).value = "";
    selects[at].focus();
    tell();
  };
  const tell = () => {
    list.dispatchEvent(new Event("input", { bubbles: true }));
    draw();
  };
  selects.forEach((select, place) => {
    const moves = document.createElement("span");
    moves.className = "moves";
    moves.append(
      button("↑", `${list.dataset.up}: ${place + 1}`, () => swap(place, place - 1)),
      button("↓", `${list.dataset.down}: ${place + 1}`, () => swap(place, place + 1)),
      button("×", `${list.dataset.clear}: ${place + 1}`, () => clear(place)),
    );
    select.closest("li").append(moves);
    select.addEventListener("change", () => draw());
  });
  function draw() {
    const taken = new Set(selects.map((select) => select.value).filter(Boolean));
    const filled = selects.findLastIndex((select) => select.value);
    selects.forEach((select, place) => {
      const row = select.closest("li");
      row.hidden = place > filled + 1;
      row.classList.toggle("taken", Boolean(select.value));
      const [up, down, out] = row.querySelectorAll("button");
      up.disabled = place === 0 || !select.value;
      down.disabled = !select.value || place >= filled;
      out.disabled = !select.value;
      for (const option of select.options) option.disabled = Boolean(option.value) && option.value !== select.value && taken.has(option.value);
    });
  }
  list.closest("form")?.addEventListener("input", (event) => {
    if (!list.contains(event.target)) draw();
  });
  draw();
}

document.querySelectorAll("[data-ordered]").forEach(enhance);
