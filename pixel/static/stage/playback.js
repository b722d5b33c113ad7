/* Pause, step, replay. While paused, what comes waits: 300 at most, older ones are dropped from here (they are in the
   whole list) and stay counted. */

import { MOST } from "./list.js";

const REPLAY_MINUTES = 5;
const FASTER = 8;
const LONGEST_GAP_MS = 1500;
const SHORTEST_GAP_MS = 250;

export class Playback {
  /* `show(event)`: a thing that happened; `again(item)`: one that is in the list already, once more; `tell(state, n)`. */
  constructor(show, again, tell) {
    Object.assign(this, { show, again, tell });
    this.waiting = [];
    this.dropped = 0;
    this.isPaused = false;
  }

  take(event) {
    if (!this.isPaused && !this.replaying) return this.show(event);
    this.waiting.push(event);
    if (this.waiting.length > MOST) {
      this.waiting.shift();
      this.dropped += 1;
    }
    return this.tellWaiting();
  }

  tellWaiting() {
    if (this.isPaused) this.tell("paused", this.waiting.length + this.dropped);
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    if (isPaused) this.stopReplay();
    else this.release();
    this.tellWaiting();
  }

  release() {
    const waiting = this.waiting;
    this.waiting = [];
    this.dropped = 0;
    for (const event of waiting) this.show(event);
    this.tell("", 0);
  }

  step() {
    const next = this.waiting.shift();
    if (next) this.show(next);
    this.tellWaiting();
  }

  /* The last minutes once more, oldest first, eight times as fast. */
  replay(items) {
    this.stopReplay();
    const since = Date.now() - REPLAY_MINUTES * 60000;
    const recent = items.filter((item) => !item.hidden && new Date(item.dataset.at) >= since).reverse();
    const past = recent.length ? recent : items.filter((item) => !item.hidden).slice(0, 20).reverse();
    this.isPaused = false;
    this.tell("replay", 0);
    const go = (at) => {
      if (at >= past.length) {
        this.replaying = undefined;
        return this.release();
      }
      this.again(past[at]);
      const [now, next] = [past[at], past[at + 1]].map((item) => new Date(item?.dataset.at));
      const apart = past[at + 1] ? (next - now) / FASTER : LONGEST_GAP_MS; // the last one stays a while
      this.replaying = setTimeout(() => go(at + 1), Math.min(LONGEST_GAP_MS, Math.max(SHORTEST_GAP_MS, apart)));
      return undefined;
    };
    go(0);
  }

  stopReplay() {
    clearTimeout(this.replaying);
    this.replaying = undefined;
  }
}
