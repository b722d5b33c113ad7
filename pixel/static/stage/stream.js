/* What happens, as it happens: server-sent events, and where they fail or stay silent plain questions every two seconds.
   Each event has a cursor; what comes twice is dropped by the numbers in it, so nothing is remembered but four numbers. */

const POLL_MS = 2000;
const OPEN_WITHIN_MS = 6000;
const CHECK_MS = 30000; // whether a line that looks open keeps something back
const FAILURES = 3;

export class Stream {
  /* `take(kind, data)`: each event once; `tell(state)`: live, connecting, polling, lost. */
  constructor(address, cursor, take, tell) {
    Object.assign(this, { address, cursor, take, tell });
    this.seen = { e: 0, r: 0, i: 0, s: 0 };
    this.note(cursor);
    this.failures = 0;
  }

  start() {
    this.tell("connecting");
    const source = new EventSource(`${this.address}?after=${this.cursor}`);
    this.source = source;
    const late = setTimeout(() => this.poll(), OPEN_WITHIN_MS);
    source.onopen = () => {
      clearTimeout(late);
      this.failures = 0;
      this.tell("live");
    };
    source.onerror = () => {
      this.failures += 1;
      if (source.readyState === EventSource.CLOSED || this.failures >= FAILURES) {
        clearTimeout(late);
        this.poll();
      } else this.tell("connecting");
    };
    for (const kind of ["hit", "impression", "step", "flood"])
      source.addEventListener(kind, (event) => this.hand(kind, event.lastEventId, event.data));
    this.check = setInterval(() => this.checkSilence(), CHECK_MS);
  }

  stop() {
    this.source?.close();
    clearInterval(this.check);
    clearTimeout(this.timer);
  }

  poll() {
    if (this.isPolling) return;
    this.isPolling = true;
    this.stop();
    const ask = async () => {
      const isAnswered = await this.ask();
      this.tell(isAnswered ? "polling" : "lost");
      this.timer = setTimeout(ask, POLL_MS);
    };
    ask();
  }

  /* A line may look open while something between here and the server holds it back. */
  async checkSilence() {
    const before = this.cursor;
    if ((await this.ask()) && this.cursor !== before && !this.isPolling) this.poll();
  }

  async ask() {
    try {
      const answer = await fetch(`${this.address}?wait=0&after=${this.cursor}`, { cache: "no-store" });
      if (!answer.ok) return false;
      for (const { id, event, data } of readEvents(await answer.text())) this.hand(event, id, data);
      return true;
    } catch {
      return false;
    }
  }

  hand(kind, cursor, text) {
    const isNew = this.note(cursor);
    if (isNew) this.take(kind, JSON.parse(text), cursor);
  }

  /* Whether a cursor is further than what was seen. */
  note(cursor) {
    let isNew = false;
    for (const [, kind, number] of cursor.matchAll(/([eris])(\d+)/g)) {
      if (Number(number) > this.seen[kind]) {
        this.seen[kind] = Number(number);
        isNew = true;
      }
    }
    if (isNew) this.cursor = ["e", "r", "i", "s"].map((kind) => kind + this.seen[kind]).join(".");
    return isNew;
  }
}

export function* readEvents(text) {
  for (const block of text.split("\n\n")) {
    const fields = { id: "", event: "", data: "" };
    for (const line of block.split("\n")) {
      const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      if (name in fields) fields[name] += value;
    }
    if (fields.data) yield fields;
  }
}
