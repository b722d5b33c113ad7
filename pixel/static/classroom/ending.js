/* A page left open when its class ends must not go on showing people who were erased: a sentence takes its place. The
   stream says with each place which class is open; where it is another than before, the page is asked for again. */

export class Ending {
  /* What is open now; the first word is what this page was opened for. */
  hear(text) {
    const { class: open } = JSON.parse(text);
    const isOther = this.open !== undefined && this.open !== open;
    this.open = open;
    if (!isOther) return;
    const ended = document.querySelector('template[data-part="ended"]');
    if (open === null && ended) document.querySelector("main").replaceChildren(ended.content.cloneNode(true));
    else location.reload();
  }
}

export function reloadAtEnd(source) {
  const ending = new Ending();
  source.addEventListener("place", (event) => ending.hear(event.data));
}
