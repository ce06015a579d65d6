// Draws messages: one line each, in the order of their places, with days between and times on both clocks.

import { shownFiles } from "./attached.js";
import { drawn, plain } from "./marks.js";
import { mentions } from "./mentions.js";

export const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
export const namesOf = (attached) => (attached ?? []).map(({ name }) => name).join(", ");

const filesIn = (line) => [...line.querySelectorAll("[data-files] :is(img, [dir])")].map((one) => one.alt ?? one.textContent).join(", ");

export class Lines {
  constructor(list, data) {
    this.list = list;
    this.data = data;
    this.words = data.words;
    this.blank = document.getElementById("line-template").content.querySelector("li");
    this.names = Object.entries(data.people).flatMap(([id, person]) => (id === data.me ? [] : [person.name]));
    this.isGroup = data.is_group;
    this.year = this.part(data.now, { year: "numeric" });
  }

  part(instant, style, timeZone = this.data.zone) {
    return new Intl.DateTimeFormat(this.data.locale, { ...style, timeZone }).format(new Date(instant));
  }

  dayOf(instant) {
    const day = this.part(instant, { weekday: "short", day: "numeric", month: this.data.month });
    const year = this.part(instant, { year: "numeric" });
    return year === this.year ? day : `${day} ${year}`;
  }

  there(row) {
    const sender = row.sender && row.sender.id !== this.data.me ? this.data.people[row.sender.id] : null;
    if (!sender) return "";
    const [here, there] = [this.part(row.sent_at, { timeStyle: "short" }), this.part(row.sent_at, { timeStyle: "short" }, sender.zone)];
    if (here === there) return "";
    return `· ${sender.place ? fill(this.words.there, { time: there, place: sender.place }) : there}`;
  }

  all() {
    return [...this.list.querySelectorAll("li[data-seq]")];
  }

  // Draw a row. Returns "new", "changed" or "" (known already, or of a page that is not loaded).
  take(row) {
    const known = this.list.querySelector(`li[data-id="${CSS.escape(row.id)}"]`);
    if (known && Number(known.dataset.changed) >= row.changed_seq) return "";
    if (known) {
      this.write(known, row);
      return "changed";
    }
    const lines = this.all();
    const hasOlder = this.list.querySelector("[data-older]");
    if (hasOlder && lines.length && row.seq < Number(lines[0].dataset.seq)) return "";
    this.insert(row, lines);
    this.days();
    return "new";
  }

  insert(row, lines = this.all()) {
    const line = this.blank.cloneNode(true);
    this.write(line, row);
    const next = lines.find((other) => Number(other.dataset.seq) > row.seq) ?? this.list.querySelector("li.unsent");
    this.list.insertBefore(line, next ?? null);
    this.list.querySelector("[data-empty]")?.remove();
    return line;
  }

  // Older rows, above what is shown.
  prepend(rows) {
    for (const row of rows) if (!this.list.querySelector(`li[data-id="${CSS.escape(row.id)}"]`)) this.insert(row);
    this.days();
  }

  write(line, row) {
    const mine = row.sender?.id === this.data.me;
    Object.assign(line.dataset, { seq: row.seq, changed: row.changed_seq, id: row.id, sent: row.sent_at, sender: row.sender?.id ?? "" });
    line.id = `m${row.seq}`;
    line.classList.toggle("mine", mine);
    line.classList.toggle("for-me", !mine && mentions(row.body, this.data.people[this.data.me]?.name, this.names));
    line.classList.toggle("deleted", Boolean(row.deleted_at));
    const who = line.querySelector("[data-who]");
    who.textContent = this.whoOf(row);
    who.className = this.isGroup && !mine ? "who strong small" : "visually-hidden";
    const body = line.querySelector("[data-body]");
    body.replaceChildren(...(row.deleted_at ? [this.words.deleted] : drawn(row.body)));
    if (mine) body.dataset.source = row.body;
    line.querySelector("[data-files]")?.remove();
    if (row.attachments) body.after(shownFiles(row.attachments, { words: this.words, locale: this.data.locale }));
    const time = line.querySelector("[data-here]");
    time.dateTime = row.sent_at;
    time.textContent = this.part(row.sent_at, { timeStyle: "short" });
    this.say(line, "there", this.there(row));
    this.edited(line, Boolean(row.edited_at && !row.deleted_at), row.id);
    this.quote(line, row.deleted_at ? null : row.reply_to);
    this.requoted(line);
    const more = line.querySelector("[data-more]");
    const reply = line.querySelector("[data-reply]");
    if (row.deleted_at) more?.remove();
    else {
      more.href = this.address("about", row.id);
      more.ariaLabel = fill(this.words.about, { time: time.textContent });
    }
    if (row.deleted_at || !this.data.can_write) reply?.remove();
    else {
      reply.href = `?reply=${row.id}#write`;
      reply.ariaLabel = fill(this.words.reply, { time: time.textContent });
    }
    this.link(line, "change", row, mine && this.data.can_write);
    this.link(line, "ask", row, !mine && row.sender && this.data.is_announcement);
  }

  // What can be done with a message, beside its time.
  link(line, name, row, isOffered) {
    const link = line.querySelector(`[data-${name}]`);
    if (link && (!isOffered || row.deleted_at)) link.remove();
    else if (link) {
      link.hidden = false;
      link.href = this.address(name, row.id);
    }
  }

  // What a message answers, above it.
  quote(line, id) {
    line.querySelector(":scope > [data-quote]")?.remove();
    if (id) line.querySelector("[data-body]").before(this.quoteOf(id));
  }

  // A message in brief. What is not on the page is asked for; who may not see it is told so.
  quoteOf(id) {
    const place = document.createElement("a");
    place.className = "quote";
    place.dataset.quote = id;
    this.fillQuote(place);
    return place;
  }

  fillQuote(place) {
    const known = this.list.querySelector(`li[data-id="${CSS.escape(place.dataset.quote)}"]`);
    if (known) this.writeQuote(place, known.querySelector("[data-who]").textContent, known.querySelector("[data-body]").innerText || filesIn(known), known.dataset.seq);
    else this.ask?.(place.dataset.quote).then((row) => row ? this.writeQuote(place, this.whoOf(row), row.deleted_at ? this.words.deleted : plain(row.body) || namesOf(row.attachments), row.seq) : (place.textContent = this.words.before));
  }

  writeQuote(place, who, words, seq) {
    const name = document.createElement("strong");
    name.textContent = who;
    const text = document.createElement("span");
    text.dir = "auto";
    text.textContent = words.replace(/\s+/g, " ").slice(0, 120);
    place.replaceChildren(name, " ", text);
    place.href = `?after=${Math.max(0, seq - 4)}#m${seq}`;
    place.dataset.jump = seq;
  }

  // A message that was changed is quoted as it is now.
  requoted(line) {
    for (const place of document.querySelectorAll(`[data-quote="${CSS.escape(line.dataset.id)}"]`)) this.fillQuote(place);
  }

  whoOf(row) {
    return row.sender?.id === this.data.me ? this.words.you : (row.sender?.name ?? this.words.nobody);
  }

  address(name, id) {
    return this.data[name].replace("00000000-0000-0000-0000-000000000000", id);
  }

  edited(line, is, id) {
    let place = line.querySelector("[data-edited]");
    if (!place && is) {
      place = this.blank.querySelector("[data-edited]").cloneNode(true);
      line.querySelector(".meta").insertBefore(place, line.querySelector("[data-read], [data-reply], [data-more]"));
    }
    if (!place) return;
    place.hidden = !is;
    place.querySelector("a").href = this.address("about", id);
  }

  // A remark beside the time; made when it is not there yet.
  say(line, name, words) {
    let place = line.querySelector(`[data-${name}]`);
    if (!place && words) {
      place = document.createElement("span");
      place.dataset[name] = "";
      line.querySelector(".meta").insertBefore(place, line.querySelector("[data-reply], [data-more], [data-change]"));
    }
    if (!place) return;
    place.hidden = !words;
    if (words) place.textContent = words;
  }

  // Which of one's own messages everybody has read.
  marks(position) {
    for (const line of this.list.querySelectorAll("li.mine[data-seq]")) this.say(line, "read", Number(line.dataset.seq) <= position ? `· ${this.words.read}` : "");
  }

  days() {
    this.list.querySelectorAll("li.day").forEach((day) => day.remove());
    let before = "";
    for (const line of this.all()) {
      const words = this.dayOf(line.dataset.sent);
      if (words !== before) {
        const day = document.createElement("li");
        day.className = "day";
        day.textContent = words;
        const mark = line.previousElementSibling?.matches(".unread") ? line.previousElementSibling : line;
        this.list.insertBefore(day, mark);
      }
      before = words;
    }
  }

  // "New", before the first line that came while nobody looked; once.
  markNew(line) {
    if (this.list.querySelector("[data-new]")) return;
    const mark = document.createElement("li");
    mark.className = "unread";
    mark.dataset.new = "";
    mark.textContent = this.words.new;
    this.list.insertBefore(mark, line);
  }

  // To a message that is on the page. Returns whether it is.
  goTo(seq) {
    const line = document.getElementById(`m${seq}`);
    if (!line) return false;
    line.tabIndex = -1;
    line.scrollIntoView({ block: "center" });
    line.focus({ preventScroll: true });
    return true;
  }

  get isAtEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
  }

  // Where what is new begins, with a little of what was read above it.
  toTop(line) {
    this.list.scrollTop += line.getBoundingClientRect().top - this.list.getBoundingClientRect().top - this.list.clientHeight / 5;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  // The last place that has been in view, of others' messages.
  get seen() {
    const bottom = Math.min(this.list.getBoundingClientRect().bottom, innerHeight) + 1;
    const theirs = this.all().filter((line) => !line.classList.contains("mine") && line.getBoundingClientRect().bottom <= bottom);
    return Math.max(0, ...theirs.map((line) => Number(line.dataset.seq)));
  }
}
