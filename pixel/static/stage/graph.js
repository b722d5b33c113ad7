/* The numbers on the graph's lines. Counted are combinations, not hits: site, lane, student, what would have stopped it.
   So however long a stage stays open, there is little to remember. */

export class Graph {
  constructor(root) {
    this.root = root;
    this.sums = new Map();
  }

  count({ site, lane, student, stopped }) {
    const key = JSON.stringify([site, lane, student, stopped]);
    this.sums.set(key, (this.sums.get(key) ?? 0) + 1);
  }

  clear() {
    this.sums.clear();
  }

  draw(choice) {
    const lines = new Map();
    for (const [key, number] of this.sums) {
      const [site, lane, student, stopped] = JSON.parse(key);
      if (!choice.shows({ site, lane, student })) continue;
      const line = lines.get(`${site}:${lane}`) ?? { total: 0, left: 0 };
      line.total += number;
      if (!stopped.split(" ").includes(choice.switch)) line.left += number;
      lines.set(`${site}:${lane}`, line);
    }
    const find = (site, lane) => lines.get(`${site}:${lane}`) ?? { total: 0, left: 0 };
    for (const edge of this.root.querySelectorAll(".edge")) {
      const line = find(edge.dataset.site, edge.dataset.lane);
      Object.assign(edge.dataset, line);
      show(edge, line);
    }
    for (const label of this.root.querySelectorAll(".edge-label")) {
      const line = find(...label.dataset.labelOf.split(":"));
      label.querySelector("text").textContent = write(line, choice.switch);
      show(label, line);
    }
    for (const cell of this.root.querySelectorAll("[data-cell]"))
      cell.textContent = write(find(...cell.dataset.cell.split(":")), choice.switch);
  }
}

function write({ total, left }, name) {
  return name && total !== left ? `${total} → ${left}` : `${total}`;
}

function show(element, { total, left }) {
  element.classList.toggle("is-none", total === 0);
  element.classList.toggle("is-faded", total > 0 && left === 0);
  element.removeAttribute("opacity");
  if (total === 0) element.setAttribute("display", "none");
  else element.removeAttribute("display");
}
