/* The numbers on the graph's lines. Counted are combinations, not hits: site, lane, student, case. So however long
   a stage stays open, there is little to remember. */

export class Graph {
  constructor(root, cases) {
    Object.assign(this, { root, cases });
    this.sums = new Map();
  }

  count({ site, lane, student, case: name }) {
    const key = JSON.stringify([site, lane, student, name]);
    this.sums.set(key, (this.sums.get(key) ?? 0) + 1);
  }

  draw(choice) {
    const [lines, whys] = [new Map(), new Map()];
    for (const [key, number] of this.sums) {
      const [site, lane, student, name] = JSON.parse(key);
      if (!choice.shows({ site, lane, student })) continue;
      const line = lines.get(`${site}:${lane}`) ?? { total: 0, left: 0 };
      line.total += number;
      if (!this.cases.get(name)?.stopped.includes(choice.switch)) line.left += number;
      lines.set(`${site}:${lane}`, line);
      const why = name.replace("+asked", "");
      whys.set(why, (whys.get(why) ?? 0) + number);
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
    for (const row of this.root.querySelectorAll("tr[data-why]")) {
      row.hidden = !whys.has(row.dataset.why);
      row.querySelector("td").textContent = whys.get(row.dataset.why) ?? 0;
    }
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
