// The files of a message as they are shown beneath it.
export function shownFiles(attached, { words, locale }) {
  const list = document.createElement("ul");
  list.className = "files";
  list.dataset.files = "";
  for (const file of attached) {
    const place = document.createElement("li");
    const name = document.createElement("span");
    name.dir = "auto";
    name.textContent = file.name;
    if (file.state && file.state !== "ready") place.append(name, ` · ${file.state === "refused" ? words.refused_file : words.checking}`);
    else if (!file.size) place.append(name);
    else place.append(link(file, name, locale));
    list.append(place);
  }
  return list;
}

function link(file, name, locale) {
  const made = document.createElement("a");
  made.href = `/files/${file.id}/`;
  if (file.width) {
    const scale = Math.min(1, 320 / Math.max(file.width, file.height));
    const picture = new Image(Math.round(file.width * scale), Math.round(file.height * scale));
    Object.assign(picture, { loading: "lazy", alt: file.name, src: `/files/${file.id}/preview/` });
    made.append(picture);
  } else {
    const [unit, number] = file.size >= 1e6 ? ["megabyte", Math.round(file.size / 1e5) / 10] : ["kilobyte", Math.max(1, Math.round(file.size / 1e3))];
    const size = document.createElement("span");
    size.className = "small";
    size.textContent = new Intl.NumberFormat(locale, { style: "unit", unit }).format(number);
    made.append(name, " ", size);
  }
  return made;
}
