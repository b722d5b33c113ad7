/* What is clicked opens in a dialog, from the same page that it has as an address of its own. */

export function openInDialog(root) {
  const dialog = root.querySelector('[data-part="dialog"]');
  const place = root.querySelector('[data-part="opened"]');
  root.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-opens]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const page = await read(link.href);
    if (!page) {
      location.href = link.href;
      return;
    }
    const title = page.querySelector("h1");
    const smaller = document.createElement("h2"); // the page has its own level-one heading
    smaller.className = title.className;
    smaller.append(...title.childNodes);
    title.replaceWith(smaller);
    place.replaceChildren(page);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  });
}

async function read(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return null;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = parsed.querySelector("[data-opened]");
    return found && document.adoptNode(found);
  } catch {
    return null;
  }
}
