/* What the page says things with: words by key, and of each case what another setting would have changed. The server
   writes both into a template; the rule itself stands in pixel/classroom/stage/what_if.py, and nowhere else. */

export function readWords(template) {
  const words = new Map();
  for (const element of template.content.querySelectorAll("[data-word]")) words.set(element.dataset.word, element.textContent);
  const say = (key, values = {}) =>
    (words.get(key) ?? key.slice(key.indexOf(":") + 1)).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  say.knows = (key) => words.has(key);
  return say;
}

/* Per case: why it became what it is, and for each switch the sentence, and whether the hit would have been stopped. */
export function readCases(template) {
  const cases = new Map();
  for (const element of template.content.querySelectorAll("[data-case]")) {
    const { case: key, if: name, stopped, why } = element.dataset;
    if (!cases.has(key)) cases.set(key, { why, stopped: [], would: {} });
    const known = cases.get(key);
    known.would[name] = element.textContent;
    if (stopped) known.stopped.push(name);
  }
  return cases;
}

/* As Case.key has it in what_if.py. */
export function caseOf(hit) {
  return hit.reason || `${hit.cookie}${hit.consent ? "+asked" : ""}`;
}

export function laneOf(hit) {
  if (hit.verdict !== "recorded") return "ignored";
  return hit.student ? "tied" : "loose";
}
