/* The walk looks again by itself: when you come back to it, and shortly after a page was opened from it.
   Without this script, reloading the page does the same. */

const PATIENCE_MS = 5500; // a little over the server's five seconds

async function lookAgain() {
  let answer;
  try {
    answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  } catch {
    return; // the server is away: what is here stays
  }
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of [".progress", ".steps"]) {
    const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (old && now && old.outerHTML !== now.outerHTML) old.replaceWith(document.adoptNode(now));
  }
  waitIfNeeded();
}

function waitIfNeeded() {
  if (document.querySelector('[data-arrival="waiting"]')) setTimeout(lookAgain, PATIENCE_MS);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") lookAgain();
});
// Coming back by the browser's arrow may show the page as it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) lookAgain();
});
// On paper, every step is open: what is folded there would be lost.
addEventListener("beforeprint", () => {
  for (const step of document.querySelectorAll(".step details")) step.open = true;
});
waitIfNeeded();
