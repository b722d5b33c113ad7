/* What is chosen in the form: by student, site and verdict, and as if which setting; kept in the address, so that a
   reload and the picture to save show the same. */

export class Choice {
  constructor(form, onChange) {
    this.form = form;
    form.addEventListener("change", () => {
      const address = new URL(location.href);
      address.search = "";
      for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
      history.replaceState(null, "", address);
      onChange();
    });
  }

  /* What a click into a drawing asks for; the same once more takes it back. */
  pick(wanted) {
    const isSo = Object.entries(wanted).every(([name, value]) => this.get(name) === value);
    for (const [name, value] of Object.entries(wanted)) this.form.elements[name].value = isSo ? "" : value;
    this.form.dispatchEvent(new Event("change"));
  }

  get(name) {
    return this.form.elements[name]?.value ?? "";
  }

  get switch() {
    return this.get("as-if");
  }

  get query() {
    return location.search;
  }

  shows({ student, site, lane }) {
    const isWhose = ["", student || "nobody"].includes(this.get("student"));
    const isThere = ["", site ?? "-"].includes(this.get("site")) && ["", lane ?? "-"].includes(this.get("verdict"));
    return isWhose && isThere;
  }
}
