/* The map: a hit's sign travels from station to station, and each station counts it. Who asks for little motion sees the
   stations light up instead; so does everybody when more is under way than can be followed. */

const SVG = "http://www.w3.org/2000/svg";
const WAYS = {
  tied: ["browsers", "agencies", "collector", "profile"],
  loose: ["browsers", "agencies", "collector", "nobody"],
  ignored: ["browsers", "agencies", "collector", "ignored"],
  ad: ["auction", "feed"],
};
const LEG_MS = 650;
const LIT_MS = 900;
const MOST_UNDER_WAY = 12;

export class StageMap {
  constructor(root) {
    this.root = root;
    this.underWay = 0;
    this.stillness = matchMedia("(prefers-reduced-motion: reduce)");
    this.litUntil = new Map();
  }

  travel(lane) {
    const way = WAYS[lane];
    if (this.stillness.matches || this.underWay >= MOST_UNDER_WAY || document.hidden) way.forEach((id) => this.light(id));
    else this.move(lane, lane === "ad" ? ["profile", ...way] : way);
  }

  count(lane, by = 1) {
    for (const id of WAYS[lane])
      for (const text of this.root.querySelectorAll(`[data-station="${id}"] [data-count]`))
        text.textContent = Number(text.textContent) + by;
  }

  setCounts(counts) {
    for (const text of this.root.querySelectorAll("[data-count]")) text.textContent = 0;
    for (const [lane, number] of Object.entries(counts)) this.count(lane, number);
  }

  light(id) {
    for (const station of this.root.querySelectorAll(`[data-station="${id}"]`)) {
      station.classList.add("is-lit");
      clearTimeout(this.litUntil.get(station));
      this.litUntil.set(station, setTimeout(() => station.classList.remove("is-lit"), LIT_MS));
    }
  }

  async move(lane, way) {
    const svg = [...this.root.querySelectorAll(".map")].find((each) => each.getClientRects().length);
    if (!svg) return;
    const shape = svg.classList.contains("map-wide") ? "wide" : "tall";
    const token = document.createElementNS(SVG, "use");
    token.setAttribute("href", `#token-${shape}-${lane}`);
    const places = way.map((id) => svg.querySelector(`[data-station="${id}"]`).dataset);
    this.underWay += 1;
    svg.querySelector(".tokens").append(token);
    try {
      this.light(way[0]);
      for (let leg = 1; leg < way.length; leg += 1) {
        const [from, to] = [places[leg - 1], places[leg]];
        const frames = [from, to].map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` }));
        await token.animate(frames, { duration: LEG_MS, easing: "ease-in-out", fill: "forwards" }).finished;
        this.light(way[leg]);
      }
    } finally {
      this.underWay -= 1;
      token.remove();
    }
  }
}
