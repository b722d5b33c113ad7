// The button that copies an address, on the page that leads into another browser. Without this script it is not shown.

const button = document.querySelector("[data-copies]");
const address = document.getElementById(button.dataset.copies);
const said = document.getElementById(button.dataset.says);

// Browsers have `navigator.clipboard` on secure pages alone; a classroom's address is none. There, what is selected is copied.
async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // the person, or a policy, said no: the older way may still do
    }
  }
  getSelection().selectAllChildren(address);
  return document.execCommand("copy");
}

button.hidden = false;
button.addEventListener("click", async () => {
  const isDone = await copy(address.textContent.trim());
  said.textContent = isDone ? said.dataset.done : said.dataset.failed;
});
