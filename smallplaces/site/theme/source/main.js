// Everything here is an extra: every page works without it.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { keepDraft } from "./autosave.js";
import { askForPasskey } from "./passkeys.js";
import { watchForLeaving } from "./quick_exit.js";

const components = [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink];

const bringToLife = (scope) => {
  for (const component of components) createAll(component, undefined, { scope, onError: () => {} });
  for (const form of scope.querySelectorAll("form[data-autosave]")) keepDraft(form);
  for (const form of scope.querySelectorAll("form[data-passkey]")) askForPasskey(form);
  // On a phone a map is wider than its box: begin in the middle, where the person stands.
  for (const box of scope.querySelectorAll(".place-map-box")) box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
};

watchForLeaving();
document.body.classList.add("js-enabled", "govuk-frontend-supported");
bringToLife(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) bringToLife(event.detail.elt);
});
