// The page's own gestures: a chip previews its quote, small buttons tell Python what was done, a button copies, keys
// move about. All text enters the page through textContent. Its look is in page.css.

const CHIP = 'a[href^="#cite-"]';
const KEYS = [
  ["/", "go to the question box"],
  ["n", "next citation, shown in the article"],
  ["p", "previous citation"],
  ["f", "find in the article"],
  ["Esc", "back from the article to the citation"],
  ["?", "this list"],
];
const OFF = "article-assistant keys off";
const QUESTION = '[data-testid="stChatInputTextArea"]';
const EDITED = ".st-key-chat .stForm";
const LEADS = [ // buttons of Streamlit's own that are gone once they are pressed, and where the focus goes on
  [`${EDITED} button`, '[data-do^="edit "]'],
  [".st-key-undo button", QUESTION],
  ['[class*="st-key-renames"] button', '[class*="st-key-name"] input'],
];

const ONE = Symbol.for("article-assistant gestures"); // for the whole document: the component may be mounted anew

export default function ({ setTriggerValue }) {
  const page = (document[ONE] ??= new Page());
  page.tell = (did) => setTriggerValue("did", did);
}

class Page {
  constructor() {
    this.preview = add(document.body, "div", { id: "quote-preview", role: "tooltip", popover: "manual" });
    this.quote = add(this.preview, "q", { dir: "auto" });
    this.from = add(this.preview, "span", { dir: "auto" });
    this.status = add(document.body, "p", { class: "spoken", role: "status" });
    this.help = this.keys();
    const onChip = (hear) => (event) => {
      const chip = event.target instanceof Element && event.target.closest(CHIP);
      if (chip) hear(chip, event);
    };
    for (const type of ["mouseover", "focusin"]) document.addEventListener(type, onChip((chip) => this.show(chip)));
    document.addEventListener("focusout", onChip(() => this.hide()));
    document.addEventListener("mouseout", onChip((chip, event) => {
      if (!this.preview.contains(event.relatedTarget)) this.leaveSoon();
    }));
    this.preview.addEventListener("mouseenter", () => clearTimeout(this.leaving));
    this.preview.addEventListener("mouseleave", () => this.hide());
    document.addEventListener("scroll", () => this.hide(), { capture: true, passive: true });
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("keydown", (event) => this.key(event));
  }

  // --- the preview of a quote: beside the chip, and it stays while the pointer is on it

  show(chip) {
    clearTimeout(this.leaving);
    if (!chip.dataset.quote || !matchMedia("(hover: hover)").matches) return;
    this.quote.textContent = chip.dataset.quote;
    this.from.textContent = chip.dataset.from;
    this.chip?.removeAttribute("aria-describedby");
    this.chip = chip;
    chip.setAttribute("aria-describedby", this.preview.id);
    this.preview.showPopover();
    const at = chip.getBoundingClientRect();
    const size = this.preview.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left - 24), innerWidth - size.width - 8);
    const above = at.top - size.height - 6;
    this.preview.style.left = `${left}px`;
    this.preview.style.top = `${above > 8 ? above : at.bottom + 6}px`;
  }

  leaveSoon() {
    this.leaving = setTimeout(() => this.hide(), 150); // long enough to reach the preview
  }

  hide() {
    clearTimeout(this.leaving);
    this.chip?.removeAttribute("aria-describedby");
    this.chip = undefined;
    if (this.preview.matches(":popover-open")) this.preview.hidePopover();
  }

  // --- buttons

  click(event) {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest('[data-testid="stChatInputSubmitButton"]')) this.toEnd();
    if (event.target.closest(".st-key-earlier button")) this.stay();
    const [, next] = LEADS.find(([pressed]) => event.target.closest(pressed)) ?? [];
    if (next) this.refocus([next]);
    const button = event.target.closest("[data-do], [data-copy], [data-help]");
    if (!button) return;
    if (button.dataset.copy) this.copy(button);
    else if (button.dataset.do) this.do(button.dataset.do);
    else this.help.showModal();
  }

  // While an answer grows, only Stop is heard: the rest waits.
  do(did) {
    if (document.querySelector(".exchange.growing") && !did.startsWith("stop ")) return;
    this.tell(did);
    const [name, number] = did.split(" ", 2);
    const word = `[data-word="${number}"]`;
    const leads = { edit: `${EDITED} textarea`, stop: QUESTION, good: word, poor: word, word };
    this.refocus([leads[name], `[data-do="${name} ${number}"]`]);
  }

  // The page is drawn anew after a press, and *old* is gone: the focus goes on at the first of *places* that is there.
  refocus(places, old = document.activeElement, until = performance.now() + 10_000) {
    const target = places.map((place) => place && document.querySelector(place)).find(Boolean);
    if (!old.isConnected && document.activeElement === document.body) target?.focus({ preventScroll: true });
    const there = target && target !== old && document.activeElement === target;
    if (!there && performance.now() < until) setTimeout(() => this.refocus(places, old, until), 50);
  }

  async copy(button) {
    const text = button.dataset.copy;
    button.dataset.words ??= button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyByHand(text); // the clipboard's own door is closed where the page has no https
    }
    button.textContent = this.status.textContent = "Copied";
    clearTimeout(button.copied);
    button.copied = setTimeout(() => (button.textContent = button.dataset.words), 1500);
  }

  // --- keys

  key(event) {
    const target = event.composedPath()[0];
    if (event.key === "Escape") this.hide();
    if (event.key === "Enter" && !event.shiftKey && target.dataset?.testid === "stChatInputTextArea") this.toEnd();
    if (event.key === "Enter" && target instanceof HTMLInputElement && target.dataset.word) {
      this.do(`word ${target.dataset.word} ${target.value}`);
    }
    const typing = target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return;
    if (document.querySelector('[role="dialog"], dialog[open]')) return;
    const move = { "/": () => this.ask(), n: () => this.next(1), p: () => this.next(-1), f: () => this.find(), "?": () => this.help.showModal() };
    if (!move[event.key]) return;
    event.preventDefault();
    move[event.key]();
  }

  ask() {
    document.querySelector(QUESTION)?.focus();
  }

  // What was asked is seen, and the answer as it grows.
  toEnd() {
    this.keep(0);
  }

  // What is read stays where it is while earlier questions are drawn above it.
  stay() {
    const chat = document.querySelector(".st-key-chat");
    this.keep(chat.scrollHeight - chat.scrollTop);
  }

  // So much of the chat stays below, whatever is drawn, until the reader moves on.
  keep(below) {
    const chat = document.querySelector(".st-key-chat");
    const scroll = () => chat.scrollTo({ top: chat.scrollHeight - below, behavior: "instant" });
    scroll();
    const drawing = new MutationObserver(scroll);
    drawing.observe(chat, { childList: true, subtree: true });
    for (const type of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      document.addEventListener(type, () => drawing.disconnect(), { once: true, capture: true, passive: true });
    }
  }

  find() {
    document.dispatchEvent(new CustomEvent("find-in-article"));
  }

  next(step) {
    const chips = [...document.querySelectorAll(CHIP)].filter((chip) => chip.checkVisibility());
    const now = chips.indexOf(document.activeElement);
    const start = now < 0 && this.last?.isConnected ? chips.indexOf(this.last) : now;
    const chip = chips[start < 0 ? (step > 0 ? 0 : chips.length - 1) : (start + step + chips.length) % chips.length];
    if (!chip) return;
    this.last = chip;
    chip.focus();
    chip.scrollIntoView({ block: "nearest" });
    chip.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 })); // shown, the focus stays
  }

  keys() {
    const dialog = add(document.body, "dialog", { class: "keys", "aria-label": "Keys" });
    add(dialog, "h2", {}, "Keys");
    const list = add(dialog, "dl");
    for (const [key, does] of KEYS) {
      add(add(list, "dt"), "kbd", {}, key);
      add(list, "dd", {}, does);
    }
    const label = add(dialog, "label");
    const box = add(label, "input", { type: "checkbox" });
    label.append(" Use these keys");
    box.checked = !localStorage.getItem(OFF);
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
    add(dialog, "button", { type: "button" }, "Close").addEventListener("click", () => dialog.close());
    return dialog;
  }
}

function copyByHand(text) {
  const area = add(document.body, "textarea", { class: "spoken" });
  area.value = text;
  area.select();
  document.execCommand("copy");
  area.remove();
}

function add(parent, name, attributes = {}, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}
