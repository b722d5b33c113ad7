/* A click into a drawing: on a site, a line or a station it filters the list, on what happened last it opens it. The
   form's fields and the list's links do the same by keyboard. */

const LANES = { ignored: "ignored", nobody: "loose", profile: "tied" };

export function pickFromDrawings(root, choice) {
  root.addEventListener("click", ({ target }) => {
    const edge = target.closest("[data-label-of], .edge");
    const node = target.closest("[data-node]");
    const station = target.closest("[data-station]");
    if (edge) {
      const [site, verdict] = (edge.dataset.labelOf ?? `${edge.dataset.site}:${edge.dataset.lane}`).split(":");
      choice.pick({ site, verdict });
    } else if (node) choice.pick({ site: node.dataset.node });
    else if (station) choice.pick({ verdict: LANES[station.dataset.station] ?? "" });
    else if (target.closest(".now")) root.querySelector('.items [data-testid="stage-hit"]:not([hidden]) a')?.click();
  });
}
