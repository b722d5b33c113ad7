// Keeps the parts of the page that change as the class goes on: whatever the stream tells, the page is asked for again, at
// most once a second, and each part that differs takes its place. Without this script a link asks for the page again.

import { reloadAtEnd } from "./ending.js";

const root = document.querySelector("[data-stream]");
const EVERY = 1000;
let waiting = false;
let again = false;

// The same button, summary or link in the new part, so that whoever goes by keyboard stays where they were.
function placeOf(element, part) {
  if (!part.contains(element)) return null;
  const all = [...part.querySelectorAll("a, button, summary")];
  return { testid: element.dataset.testid, student: element.closest("[data-student]")?.dataset.student, number: all.indexOf(element) };
}

function goTo(place, part) {
  if (!place) return;
  const within = place.student ? part.querySelector(`[data-student="${CSS.escape(place.student)}"]`) ?? part : part;
  const same = place.testid && within.querySelector(`[data-testid="${CSS.escape(place.testid)}"]`);
  (same ?? part.querySelectorAll("a, button, summary")[place.number])?.focus({ preventScroll: true });
}

function replace(part, fresh) {
  for (const [number, details] of [...part.querySelectorAll("details")].entries()) {
    const other = fresh.querySelectorAll("details")[number];
    if (other) other.open = details.open;
  }
  if (part.innerHTML === fresh.innerHTML) return;
  const place = placeOf(document.activeElement, part);
  part.replaceChildren(...fresh.childNodes);
  goTo(place, part);
}

async function refresh() {
  if (waiting) {
    again = true;
    return;
  }
  waiting = true;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of root.querySelectorAll("[data-live]")) {
        const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
        if (fresh) replace(part, fresh);
      }
    }
  } catch {
    // The server does not answer just now: the stream will say when it does again.
  }
  setTimeout(() => {
    waiting = false;
    if (!again) return;
    again = false;
    refresh();
  }, EVERY);
}

const stream = new EventSource(root.dataset.stream);
for (const name of ["hit", "impression", "step", "flood"]) stream.addEventListener(name, refresh);
reloadAtEnd(stream);
stream.addEventListener("open", () => {
  root.dataset.isLive = "yes"; // what the tests wait for
  for (const link of document.querySelectorAll("[data-part=reload]")) link.hidden = true;
});
