// Passkeys: ask the phone or computer, and send its answer with the form. The page says in words
// what to do where this cannot be; here it is only shown when it can.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const known = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

const questionFrom = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
    ...(publicKey.allowCredentials && { allowCredentials: known(publicKey.allowCredentials) }),
    ...(publicKey.excludeCredentials && { excludeCredentials: known(publicKey.excludeCredentials) }),
  },
});

const RESPONSE_PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const answerFrom = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: Object.fromEntries(
    RESPONSE_PARTS.filter((part) => credential.response[part]).map((part) => [part, text(credential.response[part])]),
  ),
});

export const askForPasskey = (form) => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const failed = document.querySelector("[data-passkey-failed]");
  const ask = { make: "create", use: "get" }[form.dataset.passkey];
  document.querySelector("[data-passkey-missing]").hidden = true;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const credential = await navigator.credentials[ask](questionFrom(JSON.parse(form.dataset.question)));
      form.elements.answer.value = JSON.stringify(answerFrom(credential));
    } catch {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
};
