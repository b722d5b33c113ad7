// What scripts add to the feed, which works without them: more posts as one scrolls, and likes and comments without a
// new page. Loaded by every page of the network as a module.

const say = document.querySelector("[data-spoken]");

function tell(what) {
  if (say) say.textContent = say.dataset[what] ?? "";
}

async function fetchPage(address, options) {
  const answer = await fetch(address, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, page };
}

// The next page's posts are appended to this one, and its link takes the place of ours.
async function loadMore(link) {
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  tell("loading");
  try {
    const { answer, page } = await fetchPage(link.href);
    const arrived = page.querySelector("[data-feed]");
    if (!answer.ok || !arrived) throw new Error(`feed: ${answer.status}`);
    const feed = document.querySelector("[data-feed]");
    for (const item of [...arrived.children]) {
      if (!item.id || !document.getElementById(item.id)) feed.append(document.adoptNode(item));
    }
    const hadFocus = document.activeElement === link;
    link.closest("[data-more]").replaceWith(document.adoptNode(page.querySelector("[data-more]")));
    if (hadFocus) document.querySelector("[data-more] a")?.focus();
    tell("loaded");
    watch();
  } catch {
    link.removeAttribute("aria-busy");
    tell("failed");
  }
}

function watch() {
  const link = document.querySelector("[data-more] a");
  if (!link) return;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    loadMore(link);
  });
  const eye = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    eye.disconnect();
    loadMore(link);
  }, { rootMargin: "0px 0px 500px" });
  eye.observe(link);
}

// A like or a comment: the same form, sent in the background; the post that comes back takes the old one's place.
// If anything is odd, the form is sent as it would have been without this script.
async function sendQuietly(form) {
  const post = document.getElementById(form.dataset.swap);
  const focus = document.activeElement?.dataset?.testid;
  post.setAttribute("aria-busy", "true");
  try {
    const { page } = await fetchPage(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Fragment": "post" },
    });
    const fresh = page.getElementById(form.dataset.swap);
    if (!fresh) throw new Error("no post came back");
    post.replaceWith(document.adoptNode(fresh));
    fresh.querySelector(`[data-testid="${focus}"]`)?.focus({ preventScroll: true });
  } catch {
    form.submit();
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.swap || !document.getElementById(form.dataset.swap)) return;
  event.preventDefault();
  sendQuietly(form);
});

watch();
