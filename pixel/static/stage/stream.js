/* What happens, as it happens: server-sent events, and where they fail or stay silent plain questions every two seconds.
   Each event has a cursor; what comes twice is dropped by the numbers in it, so nothing is remembered but four numbers. */

import { Ending } from "../classroom/ending.js";

const POLL_MS = 2000;
const OPEN_WITHIN_MS = 3000;
const DOUBT_MS = 2500; // a line that ends and is there again a second later is as good as one that stays
const CHECK_MS = 30000; // whether a line that looks open keeps something back
const GRACE_MS = 2000; // what a question brought, an open line brings within this
const KINDS = ["e", "r", "i", "s"]; // of the numbers in a cursor
const FAILURES = 3;
const POLLS = 15; // after so many answers in a row, the stream is tried again

export class Stream {
  /* `take(kind, data, before)`: each event once, with the cursor before it; `tell(state)`: live, connecting, polling, lost. */
  constructor(address, cursor, take, tell) {
    Object.assign(this, { address, cursor, take, tell });
    this.seen = { e: 0, r: 0, i: 0, s: 0 };
    this.ending = new Ending();
    this.note(cursor);
    this.failures = 0;
  }

  start() {
    this.tell("connecting");
    this.failures = 0;
    const source = new EventSource(`${this.address}?after=${this.cursor}`);
    this.source = source;
    this.late = setTimeout(() => this.poll(), OPEN_WITHIN_MS);
    source.onopen = () => {
      clearTimeout(this.late);
      clearTimeout(this.doubt);
      this.failures = 0;
      this.tell("live");
    };
    source.onerror = () => {
      this.failures += 1;
      clearTimeout(this.doubt);
      if (source.readyState === EventSource.CLOSED || this.failures >= FAILURES) this.poll();
      else this.doubt = setTimeout(() => this.tell("connecting"), DOUBT_MS);
    };
    for (const kind of ["hit", "impression", "step", "flood", "place"])
      source.addEventListener(kind, (event) => {
        this.streamed = event.lastEventId;
        this.hand(kind, event.lastEventId, event.data);
      });
    this.check = setInterval(() => this.checkSilence(), CHECK_MS);
  }

  stop() {
    this.source?.close();
    clearInterval(this.check);
    for (const timer of [this.late, this.doubt, this.timer]) clearTimeout(timer);
  }

  poll() {
    if (this.isPolling) return;
    this.isPolling = true;
    this.stop();
    let answered = 0;
    const ask = async () => {
      const isAnswered = await this.ask();
      answered = isAnswered ? answered + 1 : 0;
      this.tell(isAnswered ? "polling" : "lost");
      if (answered === POLLS) {
        this.isPolling = false;
        this.start();
      } else this.timer = setTimeout(ask, POLL_MS);
    };
    ask();
  }

  /* A line may look open while something between here and the server holds it back. */
  async checkSilence() {
    if (document.hidden) return;
    this.brought = null;
    await this.ask();
    if (!this.brought) return;
    const asked = readCursor(this.brought);
    setTimeout(() => {
      const told = readCursor(this.streamed ?? "");
      if (KINDS.some((kind) => (told[kind] ?? 0) < asked[kind])) this.poll();
    }, GRACE_MS);
  }

  async ask() {
    try {
      const answer = await fetch(`${this.address}?wait=0&after=${this.cursor}`, { cache: "no-store" });
      if (!answer.ok) return false;
      for (const { id, event, data } of readEvents(await answer.text()))
        if (this.hand(event, id, data)) this.brought = id;
      return true;
    } catch {
      return false;
    }
  }

  /* Whether it told something new. */
  hand(kind, cursor, text) {
    const before = this.cursor;
    const isNew = this.note(cursor);
    if (kind === "place") this.ending.hear(text);
    else if (isNew) this.take(kind, JSON.parse(text), before);
    return isNew && kind !== "place";
  }

  /* Whether a cursor is further than what was seen. */
  note(cursor) {
    let isNew = false;
    for (const [kind, number] of Object.entries(readCursor(cursor))) {
      if (number > this.seen[kind]) {
        this.seen[kind] = number;
        isNew = true;
      }
    }
    if (isNew) this.cursor = KINDS.map((kind) => kind + this.seen[kind]).join(".");
    return isNew;
  }
}

function readCursor(text) {
  return Object.fromEntries([...text.matchAll(/([eris])(\d+)/g)].map(([, kind, number]) => [kind, Number(number)]));
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
