/* The lesson looks again by itself when something happens: a hit, an ad, a step that the teacher opens.
   Without this script, reloading the page does the same. What somebody is filling in is never touched. */

import { reloadAtEnd } from "../classroom/ending.js";

const PATIENCE_MS = 5500; // a little over the server's five seconds
const GATHER_MS = 600; // what comes at the same time is looked at once
const page = document.querySelector("[data-stream]");
const shown = document.querySelector("[data-testid='lesson-wait']");
let planned = 0;

function isFillingIn(part) {
  return part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
}

async function lookAgain() {
  planned = 0;
  let answer;
  try {
    answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  } catch {
    return; // the server is away: what is here stays
  }
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (shown && !fresh.querySelector("[data-testid='lesson-wait']")) {
    location.reload(); // a step was opened, and this page waited for one
    return;
  }
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const now = fresh.getElementById(old.id);
    if (now && old.outerHTML !== now.outerHTML && !isFillingIn(old)) old.replaceWith(document.adoptNode(now));
  }
  waitIfNeeded();
}

function plan(after) {
  if (!planned) planned = setTimeout(lookAgain, after);
}

function waitIfNeeded() {
  if (document.querySelector("[data-waits]")) plan(PATIENCE_MS);
}

if (page && "EventSource" in window) {
  const stream = new EventSource(page.dataset.stream);
  for (const kind of ["hit", "impression", "step", "flood"]) stream.addEventListener(kind, () => plan(GATHER_MS));
  reloadAtEnd(stream);
  addEventListener("pagehide", () => stream.close());
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") plan(0);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
waitIfNeeded();
