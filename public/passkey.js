// Passkeys (Web Authentication) on the pages of a sign-in, which work without this file. On the sign-in page the browser offers them in the username
// field; on the second step there is a button. One request at a time: the browser takes no second one.
const { begin, finish, next, refused, behind, sso, code, throttled, failed } = document.getElementById("passkeys").dataset;
const button = document.getElementById("passkey");
const problem = document.getElementById("passkey-problem");
/** Before a challenge is too old, in milliseconds. */
const renewAfter = 8 * 60 * 1000;
/** An authenticator that answers by itself would offer what was refused again at once, in milliseconds. */
const pauseAfterRefusal = 3000;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const post = async (path, body) => {
  const response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw answer.code ?? "failed";
  return answer;
};

let pending;

/** Asks for a passkey, in the place of whatever was asked before, and goes on where it is taken. */
const ask = async (mediation) => {
  pending?.abort();
  const mine = (pending = new AbortController());
  const challenge = await post(begin, {}).catch(() => {});
  if (mine.signal.aborted) return;
  if (!challenge) {
    // Whoever did not ask for it is told nothing.
    if (mediation) return;
    throw "failed";
  }
  const renew = mediation && setTimeout(offer, renewAfter);
  let credential;
  try {
    credential = await navigator.credentials.get({
      mediation,
      signal: mine.signal,
      publicKey: {
        challenge: bytes(challenge.challenge),
        rpId: challenge.rp_id,
        timeout: 300000,
        userVerification: challenge.credentials ? "preferred" : "required",
        allowCredentials: (challenge.credentials ?? []).map(({ id, transports }) => ({ type: "public-key", id: bytes(id), transports })),
      },
    });
  } catch (error) {
    // Cancelled by a person, by the next request, or out of time: nothing to say.
    if (mediation || error.name === "NotAllowedError" || error.name === "AbortError") return;
    throw "failed";
  } finally {
    clearTimeout(renew);
  }
  const { response } = credential;
  const assertion = {
    challenge: challenge.challenge,
    credential_id: text(credential.rawId),
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
  };
  if (response.userHandle?.byteLength) assertion.user_handle = text(response.userHandle);
  const remember = document.getElementById("remember")?.checked ?? false;
  const answer = await post(finish, next === undefined ? { assertion, remember } : { assertion, return_to: next || null });
  location.assign(answer.next);
  return true;
};

const words = { passkey_refused: refused, passkey_after_password: behind, sso_required: sso, code_wrong: code, too_many_attempts: throttled };

const say = (reason) => {
  problem.textContent = words[reason] ?? failed;
  problem.hidden = false;
};

const offer = () => {
  if (next === undefined) return;
  PublicKeyCredential.isConditionalMediationAvailable?.().then((can) => {
    if (can) ask("conditional").catch((reason) => (say(reason), setTimeout(offer, pauseAfterRefusal)));
  });
};

if (window.PublicKeyCredential && button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    problem.hidden = true;
    button.disabled = true;
    const done = await ask().catch(say);
    button.disabled = false;
    if (!done) offer();
  });
  offer();
}
