// The page's websocket: opens, stays alive, comes back by itself. What it carries is the page's business.
// There is one a page: who comes later listens to `Socket.page`.

const BEAT = 25000; // a ping this often heals what was lost, and tells a dead line from a quiet one
const PATIENCE = 10000; // without any frame for so long after a ping, the line is dead
const LONGEST_WAIT = 30000;
const [SIGNED_OUT, FOREIGN] = [4401, 4403];

export class Socket extends EventTarget {
  static page = null;

  // standing() tells at which number each listened conversation stands: {id: number}
  constructor(standing) {
    super();
    Socket.page = this;
    this.standing = standing;
    this.failures = 0;
    this.heard = 0;
    setInterval(() => this.beat(), BEAT);
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
    this.open();
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  open() {
    clearTimeout(this.timer);
    const address = new URL("/ws/", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    let socket;
    try {
      socket = new WebSocket(address);
    } catch {
      this.down(0);
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      this.heard = Date.now();
      for (const [conversation, since] of Object.entries(this.standing())) this.send({ type: "subscribe", conversation, since });
      this.dispatchEvent(new Event("up"));
    };
    socket.onmessage = (event) => {
      this.heard = Date.now();
      this.failures = 0;
      this.dispatchEvent(new CustomEvent("frame", { detail: JSON.parse(event.data) }));
    };
    socket.onclose = (event) => socket === this.socket && this.down(event.code);
  }

  send(frame) {
    if (!this.isOpen) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  beat() {
    if (!this.isOpen) return;
    const asked = Date.now();
    const since = this.standing();
    this.send({ type: "ping", since });
    if (Object.keys(since).length) setTimeout(() => this.heard < asked && this.drop(), PATIENCE); // else nothing is answered
  }

  // The line is dead though nobody said so.
  drop() {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.down(0);
  }

  down(code) {
    this.socket = null;
    this.failures += 1;
    this.dispatchEvent(new CustomEvent("down", { detail: { code, signedOut: code === SIGNED_OUT } }));
    if (code === FOREIGN) return;
    const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** (this.failures - 1)) * (0.5 + Math.random() / 2);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), code === SIGNED_OUT ? LONGEST_WAIT : wait);
  }

  // The line or the reader is back: no reason to wait any longer.
  hurry() {
    if (this.isOpen) this.beat();
    else if (!this.socket) this.open();
  }
}
