// Messages on their way: kept in this browser until the server has them, each under the identifier it keeps for every retry.

function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Outbox {
  // `key` names the person and the conversation; signing out clears all keys that begin as drafts do.
  constructor(key) {
    this.key = key;
    this.memory = null; // used where the browser keeps nothing
  }

  get isKept() {
    return this.memory === null;
  }

  list() {
    if (this.memory) return this.memory;
    try {
      const items = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      return Array.isArray(items) ? items : [];
    } catch {
      return [];
    }
  }

  write(items) {
    if (!this.memory) {
      try {
        if (items.length) localStorage.setItem(this.key, JSON.stringify(items));
        else localStorage.removeItem(this.key);
        return;
      } catch {
        this.memory = items; // full or forbidden
      }
    }
    this.memory = items;
  }

  // `files` are {id, name}: the server is told the ids, the page shows the names.
  add(body, reply_to, files = []) {
    const item = { client_uuid: freshId(), body, ...(reply_to && { reply_to }), ...(files.length && { files, attachments: files.map(({ id }) => id) }) };
    this.write([...this.list(), item]);
    return item;
  }

  remove(id) {
    const items = this.list();
    const rest = items.filter((item) => item.client_uuid !== id);
    if (rest.length !== items.length) this.write(rest);
    return rest.length !== items.length;
  }

  refuse(id, reason) {
    this.write(this.list().map((item) => (item.client_uuid === id ? { ...item, reason } : item)));
  }
}

// What is in the box but not sent yet.
export function keepDraft(field, key) {
  const store = (work) => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  const draft = store(() => localStorage.getItem(key));
  if (draft && !field.value) field.value = draft;
  field.addEventListener("input", () => store(() => (field.value ? localStorage.setItem(key, field.value) : localStorage.removeItem(key))));
  return () => store(() => localStorage.removeItem(key));
}
