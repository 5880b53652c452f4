// Adds a passkey (Web Authentication) in the middle of a sign-in, on a page that works without this file, too: an app with codes can be added there.
// The browser makes the passkey, and the form sends it.
const { asked, name, cancelled, failed } = document.getElementById("passkeys").dataset;
const form = document.getElementById("new-passkey");
const problem = document.getElementById("passkey-problem");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const make = async () => {
  const { challenge, rp_id, rp_name, user_handle, user_name, display_name, algorithms } = JSON.parse(asked);
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(challenge),
      rp: { id: rp_id, name: rp_name },
      user: { id: bytes(user_handle), name: user_name, displayName: display_name },
      pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
      attestation: "none",
      timeout: 300000,
    },
  });
  return {
    name,
    challenge,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.getAuthenticatorData()),
    public_key: text(response.getPublicKey()),
    algorithm: response.getPublicKeyAlgorithm(),
    transports: response.getTransports(),
  };
};

if (window.PublicKeyCredential && form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    problem.hidden = true;
    button.disabled = true;
    try {
      form.elements.passkey.value = JSON.stringify(await make());
      form.submit();
    } catch (error) {
      problem.textContent = ["NotAllowedError", "AbortError"].includes(error.name) ? cancelled : failed;
      problem.hidden = false;
      button.disabled = false;
    }
  });
}
