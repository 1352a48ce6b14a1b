// The article pane: draws the text it is given and shows the spans that chips of the chat point at.
// All text enters the page through textContent. Spans are compared as numbers, characters are never counted.

const CHIP = 'a[href^="#cite-"]';
const panes = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let pane = panes.get(parentElement);
  if (!pane) {
    pane = new Pane(parentElement.querySelector(".pane"));
    panes.set(parentElement, pane);
  }
  pane.fetch = (chip) => setTriggerValue("open", place(chip).join("-"));
  pane.draw(data);
  return () => {
    pane.close();
    panes.delete(parentElement);
  };
}

class Pane {
  constructor(root) {
    this.root = root;
    this.inside = root.querySelector(".inside");
    this.pieces = [];
    this.on = []; // the spans that are highlighted,
    this.words = []; // and in them the words that answer
    this.listening = new AbortController();
    const listen = (target, type, hear) => target.addEventListener(type, hear, { signal: this.listening.signal });
    const onChip = (hear) => (event) => {
      const chip = event.target instanceof Element && event.target.closest(CHIP);
      if (chip) hear(chip, event);
    };
    listen(document, "click", onChip((chip, event) => {
      event.preventDefault();
      this.chip = chip;
      const byKeyboard = event.detail === 0;
      const [cited, ...words] = this.spans(chip);
      if (cited) this.show([cited], words, { focus: byKeyboard });
      else this.fetch(chip);
    }));
    for (const type of ["mouseover", "focusin"]) listen(document, type, onChip((chip) => this.mark("peek", this.spans(chip).slice(0, 1))));
    for (const type of ["mouseout", "focusout"]) listen(document, type, onChip(() => this.mark("peek", [])));
    listen(root, "scrollend", () => (this.goal = undefined)); // until then it is still on its way
    listen(root, "keydown", (event) => {
      if (event.key === "Escape") this.back(event);
    });
  }

  // Drawn again only when something changed: then the same article stays where it was read, a new one begins at its top.
  draw({ id, article, cuts, title, facts, url, blocks, shown }) {
    if (this.article !== article || this.cuts !== cuts) {
      const place = this.article === article ? this.goal ?? this.root.scrollTop : 0;
      const focused = this.inside.contains(this.root.getRootNode().activeElement);
      if (this.article !== article) [this.on, this.words] = [[], []];
      [this.id, this.article, this.cuts, this.pieces] = [id, article, cuts, []];
      this.root.setAttribute("aria-label", "Article");
      this.inside.replaceChildren(this.header(title, facts, url), ...blocks.map((block) => this.block(block)), this.returning());
      this.root.scrollTo({ top: place, behavior: "instant" });
      const [first] = this.mark("on", this.on);
      this.mark("words", this.words);
      if (focused && first) this.focus(first);
    }
    if (shown && shown.key !== this.shownKey) this.show(shown.spans, shown.words ? [shown.words] : [], { page: shown.comes });
    this.shownKey = shown?.key;
  }

  header(title, facts, url) {
    const header = element("header");
    header.append(element("h2", title, { dir: "auto" }), element("p", facts, { class: "facts", dir: "auto" }));
    if (url) {
      const link = element("a", url, { href: url, target: "_blank", rel: "noopener noreferrer" });
      header.append(element("p", "", { class: "facts" }));
      header.lastChild.append(link);
    }
    return header;
  }

  block({ headline, pieces, gap }) {
    const block = element(headline ? "h3" : "p", "", { class: "block", dir: "auto" });
    block.append(...pieces.map((piece) => this.piece(piece, "piece")), this.piece(gap, "piece gap"));
    return block;
  }

  piece([start, end, text], names) {
    const node = element("span", text, { class: names });
    this.pieces.push({ start, end, node });
    return node;
  }

  // On a phone the article stands below the chat: one press leads back.
  returning() {
    const button = element("button", "Back to the answer", { class: "returning", type: "button" });
    button.addEventListener("click", (event) => this.back(event));
    return button;
  }

  // Where a chip points to in this article; nowhere for a chip of another.
  spans(chip) {
    const [id, ...places] = place(chip);
    if (id !== this.id) return [];
    const [start, end, ...words] = places.map(Number);
    return words.length ? [[start, end], words] : [[start, end]];
  }

  mark(name, spans) {
    for (const { node } of this.pieces) node.classList.remove(name);
    const inside = (piece) => spans.some((span) => span[0] <= piece.start && piece.end <= span[1] && piece.start < piece.end);
    return this.pieces.filter(inside).map(({ node }) => (node.classList.add(name), node));
  }

  show(spans, words, { focus = false, page = true }) {
    const hits = this.mark("on", spans);
    if (!hits.length) return;
    this.mark("words", words);
    [this.on, this.words] = [spans, words];
    const pane = this.root.getBoundingClientRect();
    const first = hits[0].getBoundingClientRect();
    this.goal = this.root.scrollTop + first.top - pane.top - pane.height / 3;
    this.root.scrollTo({ top: this.goal });
    const middle = (pane.top + pane.bottom) / 2;
    if (page && (middle < 0 || middle > innerHeight)) {
      this.root.scrollIntoView({ block: "nearest" });
      this.root.classList.add("came");
    }
    if (focus) this.focus(hits[0]);
  }

  focus(node) {
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
  }

  // To the chip that led here; the page may have drawn it anew since.
  back(event) {
    this.root.classList.remove("came");
    const href = this.chip?.getAttribute("href");
    const chip = this.chip?.isConnected ? this.chip : document.querySelector(`a[href="${href}"]`);
    if (!chip) return;
    event.preventDefault();
    chip.focus({ preventScroll: true });
    chip.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.listening.abort();
  }
}

// `#cite-<article>-<start>-<end>` and, where the very words are known, `-<start>-<end>` of them.
function place(chip) {
  return chip.getAttribute("href").slice("#cite-".length).split("-");
}

function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
