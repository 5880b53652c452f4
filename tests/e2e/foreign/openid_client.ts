// npm openid-client.
import * as openid from "openid-client";
import { ProtocolError, request, type Client, type Grant, type Library, type Setup } from "./library";

async function connect({ platform, client, method, redirectUri }: Setup): Promise<Client> {
  const authentication = {
    client_secret_basic: openid.ClientSecretBasic,
    client_secret_post: openid.ClientSecretPost,
    none: openid.None,
  }[method](client.secret);
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
  const metadata = { id_token_signed_response_alg: client.algorithm ?? "ES256" };
  const config = await openid.discovery(new URL(platform), client.id, metadata, authentication, { execute });
  let attempt = { verifier: "", state: "", nonce: "" };

  const grant = (tokens: Awaited<ReturnType<typeof openid.authorizationCodeGrant>>): Grant => ({
    tokens,
    claims: tokens.claims()!,
  });

  return {
    async begin(more = {}) {
      attempt = {
        verifier: openid.randomPKCECodeVerifier(),
        state: openid.randomState(),
        nonce: openid.randomNonce(),
      };
      return openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: "openid profile email offline_access",
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: "S256",
        ...more,
      });
    },
    finish: (visit) =>
      told(async () => {
        const tokens = await openid.authorizationCodeGrant(config, visit.posted ? request(visit) : visit.answer!, {
          pkceCodeVerifier: attempt.verifier,
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          idTokenExpected: true,
        });
        return grant(tokens);
      }),
    refresh: (token) => told(async () => grant(await openid.refreshTokenGrant(config, token))),
    userinfo: ({ tokens, claims }) => told(() => openid.fetchUserInfo(config, tokens.access_token, claims.sub)),
    revoke: (token) => openid.tokenRevocation(config, token),
    signOut: async (parameters) => openid.buildEndSessionUrl(config, parameters),
    stop() {},
  };
}

async function told<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isTold = error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError;
    if (isTold) throw new ProtocolError(error.error);
    if (error instanceof openid.WWWAuthenticateChallengeError) {
      throw new ProtocolError(error.cause[0].parameters.error ?? "unauthorized");
    }
    throw error;
  }
}

export const openidClient: Library = { name: "openid-client", checksIss: true, connect };
