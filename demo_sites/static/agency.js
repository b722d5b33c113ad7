// The agency's own script: the wish list without a page load. Without it the same forms post and the page comes back.
// What happens here without a page load, the pixel only learns because we tell it: window.pixel is what pixel.js offers a shop.

const flash = document.querySelector("[data-flash]");
let hush;

function say(words) {
  flash.classList.add("is-toast");
  flash.textContent = words;
  clearTimeout(hush);
  hush = setTimeout(() => { flash.textContent = ""; }, 6000);
}

// What the page itself has to say once (an answer was noted) stood there before screen readers listened: say it again.
if (flash.textContent) setTimeout(() => { flash.textContent = flash.textContent; }, 500);

function showCount(count) {
  for (const place of document.querySelectorAll("[data-wish-count]")) place.textContent = count || "";
}

function showSaved(form, saved) {
  const button = form.querySelector("button");
  form.elements.action.value = saved ? "remove" : "add";
  button.classList.toggle("is-saved", saved);
  button.dataset.testid = saved ? "wishlist-remove" : "wishlist-add";
  form.querySelector("[data-wish-label]").textContent = saved ? form.dataset.labelRemove : form.dataset.labelAdd;
}

async function send(form) {
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the wish list answered ${answer.status}`);
  return answer.json();
}

async function change(form) {
  const { saved, count } = await send(form);
  for (const same of document.querySelectorAll("[data-wish]")) {
    if (same.elements.destination.value === form.elements.destination.value) showSaved(same, saved);
  }
  showCount(count);
  say(saved ? form.dataset.saidAdd : form.dataset.saidRemove);
  // A blocked or refused pixel is no reason for the shop to fail.
  if (saved) window.pixel?.track("AddToWishlist", JSON.parse(form.dataset.cd));
}

// Back to a page that the browser kept: a heart pressed or an answer given on another page since does not show in it.
// So the page is fetched once more, and what goes by cookies (data-fresh) is taken from the new copy.
async function freshen() {
  flash.textContent = "";
  const answer = await fetch(location.href, { cache: "no-store" });
  const copy = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (copy.documentElement.lang !== document.documentElement.lang) return location.reload();
  for (const stale of document.querySelectorAll("[data-fresh]")) {
    const fresh = copy.querySelector(`[data-fresh="${stale.dataset.fresh}"]`);
    if (fresh) stale.replaceWith(document.adoptNode(fresh));
    else stale.remove();
  }
}

addEventListener("pageshow", (event) => {
  const isKept = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (isKept) freshen().catch(() => {}); // without the shop's server the page stays as it was
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-wish]");
  if (!form || form.dataset.busy) return;
  event.preventDefault();
  form.dataset.busy = "yes";
  change(form)
    .catch(() => form.submit())
    .finally(() => { delete form.dataset.busy; });
});
