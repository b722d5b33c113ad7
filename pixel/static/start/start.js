/* The start page's script: tells what the two tests in images showed. Without it, the drawing tells by itself. */

// The collector draws each outcome in a width of its own: a page may know a foreign image's size, not its content.
const OUTCOMES = new Map([[640, "shared"], [641, "own-jar"], [642, "refused"], [643, "unknown"]]);

/** Resolves once an image is there or failed, also when that happened before this script ran. */
function settled(image) {
  if (image.complete) return Promise.resolve();
  return new Promise((resolve) => {
    image.addEventListener("load", resolve, { once: true });
    image.addEventListener("error", resolve, { once: true });
  });
}

function canLoad(address) {
  const image = new Image();
  image.src = address;
  return image.decode().then(() => true, () => false);
}

async function tellProbe() {
  const probe = document.getElementById("probe");
  const drawing = document.getElementById("probe-drawing");
  await settled(drawing);
  const outcome = OUTCOMES.get(drawing.naturalWidth) ?? "unknown";
  probe.dataset.outcome = outcome;
  const told = probe.querySelector(`[data-when="${outcome}"]`);
  told.hidden = false;
  drawing.hidden = drawing.naturalWidth === 0;
  drawing.alt = told.textContent.trim();
  document.getElementById("evidence").append(drawing); // the words say it larger
  markOwn(outcome);
  return told;
}

// Which line of the table is this browser's: by outcome, and where two lines share it, by name.
function markOwn(outcome) {
  const isGpc = document.querySelector("[data-gpc=on]") !== null;
  const isOneAddress = document.querySelector("[data-testid=one-address]") !== null;
  const wanted = isOneAddress ? "first-party" : isGpc ? "gpc" : outcome;
  const rows = document.querySelectorAll(`#outcomes tr[data-outcome="${wanted}"]`);
  const row = rows[/Firefox\//.test(navigator.userAgent) ? rows.length - 1 : 0];
  if (!row) return;
  row.classList.add("is-yours");
  document.getElementById("outcome-yours").hidden = false;
}

// Where the names lead nowhere, no test can have an answer: the way round is all there is to say.
async function tellNames(tellingProbe) {
  const offer = document.getElementById("names-offer");
  if (!offer) return;
  const found = await canLoad(offer.dataset.image);
  document.getElementById("names-found").hidden = !found;
  offer.hidden = found;
  if (found) return;
  document.querySelector("[data-testid=start-walk]").href = offer.dataset.walk;
  (await tellingProbe).hidden = true;
}

tellNames(tellProbe());
