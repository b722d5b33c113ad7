/* The pixel's script, for you to read: the same file for everybody, just as the browser got it.
 *
 * A shop puts one line into its pages:
 *
 *   <script async src="http://pixel.reseau.localhost:8000/pixel.js"
 *           data-pixel="soleil" data-event="ViewContent" data-cd='{"content_ids": ["bahamas"]}'></script>
 *
 * What follows runs inside the shop's page, with the rights of the shop's own scripts. It draws nothing. It asks
 * the network's server for an invisible image, and whatever it wants to tell stands in the image's address.
 * The browser adds the network's cookie on its own, if it lets one through: nothing here reads or writes it.
 */
(function () {
  "use strict";

  // A classic script knows the element that loaded it; a module would not.
  const snippet = document.currentScript;
  if (!snippet || !snippet.dataset.pixel) return;

  const { pixel: pixelId, event: pageEvent, eventId: pageEventId, consent, consentUrl } = snippet.dataset;
  const endpoint = new URL("tr", snippet.src);

  // An id for each event: should the same one arrive twice, the server counts it once. Random, not a name for you.
  function newEventId() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // The event's data, each entry as cd[name]; lists travel as JSON.
  function appendData(query, data) {
    for (const [name, value] of Object.entries(data || {})) {
      if (value === null || value === undefined || value === "") continue;
      query.append(`cd[${name}]`, typeof value === "object" ? JSON.stringify(value) : String(value));
    }
  }

  // Send one event. The page never waits for it, and never notices when it fails.
  function send(answer, event, data, eventId) {
    const query = new URLSearchParams({
      id: pixelId, // whose pixel this is
      ev: event, // what happened
      dl: location.href, // on which page: the referrer header alone would give the site only
      rl: document.referrer, // the page before it
      sw: String(screen.width), // the screen, one more trait that tells people apart
      sh: String(screen.height),
      eid: eventId || newEventId(),
    });
    if (answer) query.set("consent", answer); // "granted" or "denied", where the shop asked
    appendData(query, data);
    new Image(1, 1).src = `${endpoint}?${query}`;
  }

  function readData(text) {
    try {
      return JSON.parse(text || "{}");
    } catch {
      return {};
    }
  }

  // Every page says that it was seen; a page with a story of its own (a destination, a booking) tells that too.
  function sendPage(answer) {
    send(answer, "PageView");
    if (pageEvent && pageEvent !== "PageView") send(answer, pageEvent, readData(snippet.dataset.cd), pageEventId);
  }

  // A page knows the answer that held when the shop wrote it. What happens later goes by the answer of that moment,
  // perhaps given in another tab: a shop that asks for consent says where it can be read. No answer from there is a no.
  async function withAnswerOfNow(act) {
    if (!consentUrl) return act(consent);
    const now = await fetch(consentUrl, { cache: "no-store" }).then((got) => got.json()).catch(() => ({}));
    if (now.may_send === true) act(now.consent);
  }

  function track(event, data, eventId) {
    withAnswerOfNow((answer) => send(answer, event, data, eventId));
  }

  // A browser may load a page that nobody has asked for yet (prerendering): nothing was seen until it is shown.
  // It may also show a copy from some minutes ago: when one goes back, what the page knows may be old.
  const isOldCopy = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", () => withAnswerOfNow(sendPage), { once: true });
  } else if (isOldCopy) {
    withAnswerOfNow(sendPage);
  } else {
    sendPage(consent);
  }

  // Going back can also bring the page back whole, this script still running: it is seen once more.
  addEventListener("pageshow", (event) => {
    if (event.persisted) track("PageView");
  });

  // For what happens later without a new page, such as adding to a wish list, the shop's own script calls this.
  window.pixel = { track };
})();
