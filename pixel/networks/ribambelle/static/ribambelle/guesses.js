// What scripts add to the pages of guesses: figures follow a slider at once. Nothing is sent: what each threshold does
// stands in the page already. Without scripts the button beside the slider asks the server.

for (const slider of document.querySelectorAll("[data-slider]")) {
  const board = slider.closest("[data-sweep]");
  const follow = board ? () => showThreshold(board, Number(slider.value)) : () => show(slider.form, "hides", slider.value);
  slider.addEventListener("input", follow);
}

function show(place, name, text) {
  for (const out of place.querySelectorAll(`[data-out="${name}"]`)) out.textContent = text;
}

// Each point of the sweep: [threshold in percent, true positives, false positives, false negatives, true negatives],
// the highest threshold first. The last one that the slider lets through tells.
function showThreshold(board, percent) {
  const sweep = JSON.parse(board.dataset.sweep);
  const write = (value, digits) => value.toFixed(digits).replace(".", board.dataset.decimal);
  const [, tp, fp, fn, tn] = sweep.filter(([threshold]) => threshold >= percent).at(-1) ?? nobody(sweep);
  const sign = board.dataset.decimal === "," ? "\u00a0%" : "%";
  const share = (part, all) => (all ? write((100 * part) / all, 1) + sign : "–");
  show(board, "percent", write(percent, 1));
  Object.entries({ tp, fp, fn, tn }).forEach(([name, count]) => show(board, name, count));
  show(board, "se", share(tp, tp + fn));
  show(board, "sp", share(tn, tn + fp));
  const wrong = tp + fp ? (10 * fp) / (tp + fp) : null;
  show(board, "wrong", write(wrong ?? 0, 1));
  board.querySelector('[data-if="some"]').hidden = wrong === null;
  board.querySelector('[data-if="none"]').hidden = wrong !== null;
  board.querySelectorAll("[data-dots] circle").forEach((dot, number) => {
    dot.setAttribute("class", wrong === null ? "dot dot--none" : number < Math.round(wrong) ? "dot dot--wrong" : "dot");
  });
}

function nobody(sweep) {
  const [, tp, fp, fn, tn] = sweep[0] ?? [0, 0, 0, 0, 0];
  return [100, 0, 0, tp + fn, fp + tn];
}
