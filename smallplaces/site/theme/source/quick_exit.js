// Leave at once: blank the page, end the session, and put a neutral page in this one's place, so
// that Back does not come here again. Without JavaScript the form posts and the server redirects.
const PRESSES = 3;
const PATIENCE_MS = 2000;

const leave = (form) => {
  document.dispatchEvent(new Event("place:leaving"));
  document.body.replaceChildren();
  document.documentElement.hidden = true;
  document.title = "\u200b";
  fetch(form.action, { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
  location.replace(form.dataset.to);
};

const watchShift = (form) => {
  let presses = 0;
  let forget;
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = 0;
  }, true);
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    clearTimeout(forget);
    forget = setTimeout(() => { presses = 0; }, PATIENCE_MS);
    presses += 1;
    if (presses >= PRESSES) leave(form);
  }, true);
};

export const watchForLeaving = () => {
  const form = document.querySelector("form[data-leave]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(form);
  });
  watchShift(form);
  // A page that the browser kept in memory is asked for again, as whoever is signed in now.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
};
