/* A page left open when its class ends, or when another begins, is asked for again: it must not go on showing people who
   were erased. The stream says with each place which class is open. */

export class Ending {
  /* Whether the class is another than when this page first heard of one. */
  hear(text) {
    const { class: open } = JSON.parse(text);
    const isOther = this.open !== undefined && this.open !== open;
    this.open = open;
    if (isOther) location.reload();
    return isOther;
  }
}

export function reloadAtEnd(source) {
  const ending = new Ending();
  source.addEventListener("place", (event) => ending.hear(event.data));
}
