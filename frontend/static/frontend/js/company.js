// Who is here and who is writing, in words beside the title. Told by the others' pages, never stored; it ends by silence.

import { fill } from "./lines.js";

const TYPING = { every: 3000, lasts: 6000 }; // ms between two frames while one writes; without one for so long nobody writes
const HERE = { every: 60000, lasts: 100000, answers: 6000 };

export class Company {
  constructor(data, field, send) {
    Object.assign(this, { data, send, writing: new Map(), here: new Map(), typed: 0, told: 0 });
    this.place = document.querySelector("[data-company]");
    if (!data.shows_presence || !this.place) return;
    this.isOn = true;
    field?.addEventListener("input", () => this.type(field.value));
    document.addEventListener("visibilitychange", () => this.tell());
    addEventListener("pagehide", () => this.tell(false));
    setInterval(() => document.visibilityState === "visible" && this.tell(), HERE.every);
  }

  type(text) {
    if (!text.trim() || Date.now() - this.typed < TYPING.every) return;
    this.typed = Date.now();
    this.send({ type: "typing", conversation: this.data.conversation });
  }

  tell(isHere = document.visibilityState === "visible") {
    if (!this.isOn) return;
    if (isHere) this.told = Date.now();
    this.send({ type: "presence", conversation: this.data.conversation, is_here: isHere });
  }

  // A frame of the conversation.
  heard(frame) {
    if (!this.isOn) return;
    if (frame.type === "typing") this.keep(this.writing, frame.person, TYPING.lasts);
    else if (frame.type === "message" && frame.sender) this.forget(this.writing, frame.sender.id);
    else if (frame.type === "presence" && frame.is_here) {
      // who has just come does not know yet that we are here
      if (!this.here.has(frame.person) && document.visibilityState === "visible" && Date.now() - this.told > HERE.answers) this.tell();
      this.keep(this.here, frame.person, HERE.lasts);
    } else if (frame.type === "presence") {
      this.forget(this.here, frame.person);
      this.forget(this.writing, frame.person);
    }
  }

  keep(people, person, lasts) {
    if (person === this.data.me || !this.data.people[person]) return;
    clearTimeout(people.get(person));
    people.set(person, setTimeout(() => this.forget(people, person), lasts));
    this.draw();
  }

  forget(people, person) {
    clearTimeout(people.get(person));
    if (people.delete(person)) this.draw();
  }

  draw() {
    const { words, people } = this.data;
    const writing = [...this.writing.keys()];
    const isHere = this.here.size && Object.keys(people).length === 2;
    const text = writing.length > 1 ? words.several_writing : writing.length ? fill(words.writing, { name: people[writing[0]].name }) : isHere ? words.here : "";
    this.place.textContent = text && ` · ${text}`;
    for (const mark of document.querySelectorAll("[data-here-now]")) mark.hidden = !this.here.has(mark.dataset.hereNow);
  }
}
