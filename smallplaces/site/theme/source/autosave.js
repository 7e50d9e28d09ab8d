// Keeps the answers of `<form data-autosave="URL">` as a draft on the server. Nothing is kept in the
// browser. One save runs at a time; a save that fails is tried again with the same Idempotency-Key.
// The server answers 2xx for saved (JSON `{"fields": {name: value}}` updates hidden fields, such as
// a version), 409 when the answer was changed elsewhere; anything else means "not saved yet".
const QUIET_MS = 800;
const LONGEST_WAIT_MS = 30000;
const KEEPALIVE_BYTES = 60000;

const body = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

class Draft {
  constructor(form) {
    this.form = form;
    this.kept = body(form).toString();
    this.sending = null;
    this.wait = QUIET_MS;
    form.addEventListener("input", () => this.later(QUIET_MS));
    form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.now());
    document.addEventListener("place:leaving", () => { this.now(); this.stop(); });
    addEventListener("pagehide", () => this.now());
    addEventListener("online", () => this.now());
    addEventListener("beforeunload", (event) => this.warn(event));
  }

  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), wait);
  }

  say(state) {
    for (const place of this.form.querySelectorAll("[data-save-state]")) {
      place.dataset.state = state;
      place.textContent = place.dataset[state] ?? "";
    }
  }

  warn(event) {
    if (this.stopped || !this.failed) return;
    event.preventDefault();
  }

  now() {
    clearTimeout(this.timer);
    const words = body(this.form).toString();
    if (this.stopped || this.sending || words === this.kept) return;
    if (words !== this.tried) this.key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.tried = words;
    this.sending = this.send(words).finally(() => {
      this.sending = null;
      if (!this.failed && body(this.form).toString() !== this.kept) this.later(QUIET_MS);
    });
  }

  async send(words) {
    this.say("saving");
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: words,
        redirect: "error",
        keepalive: words.length < KEEPALIVE_BYTES,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
          "Idempotency-Key": this.key,
        },
      });
      if (answer.status === 409) return this.clash();
      if (!answer.ok) throw new Error(answer.status);
      await this.settle(words, answer);
    } catch {
      this.failed = true;
      this.say("failed");
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
      if (!this.stopped) this.later(this.wait);
    }
  }

  async settle(words, answer) {
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    const { fields = {} } = isJson ? await answer.json() : {};
    const unchanged = body(this.form).toString() === words;
    for (const [name, value] of Object.entries(fields)) {
      if (this.form.elements[name]) this.form.elements[name].value = value;
    }
    this.failed = false;
    this.wait = QUIET_MS;
    if (!unchanged) return;
    this.kept = body(this.form).toString();
    this.say("saved");
  }

  clash() {
    this.stopped = true;
    this.failed = false;
    this.say("clash");
  }
}

export const keepDraft = (form) => new Draft(form);
