// npm oauth4webapi: the same protocol, step by step.
import * as oauth from "oauth4webapi";
import { ProtocolError, request, type Client, type Grant, type Library, type Setup } from "./library";

async function connect({ platform, client, method, redirectUri }: Setup): Promise<Client> {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(platform);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  const app: oauth.Client = { client_id: client.id, id_token_signed_response_alg: client.algorithm ?? "ES256" };
  const authentication = {
    client_secret_basic: () => oauth.ClientSecretBasic(client.secret!),
    client_secret_post: () => oauth.ClientSecretPost(client.secret!),
    none: () => oauth.None(),
  }[method]();
  let attempt = { verifier: "", state: "", nonce: "" };

  /** Claims and signature both: TLS alone would be enough, but not here. */
  async function grant(response: Response, tokens: oauth.TokenEndpointResponse): Promise<Grant> {
    await oauth.validateApplicationLevelSignature(server, response, insecure);
    return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens)! };
  }

  return {
    async begin(more = {}) {
      attempt = {
        verifier: oauth.generateRandomCodeVerifier(),
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
      };
      const url = new URL(server.authorization_endpoint!);
      url.search = new URLSearchParams({
        client_id: app.client_id,
        response_type: "code",
        redirect_uri: redirectUri,
        scope: "openid profile email offline_access",
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: "S256",
        ...more,
      }).toString();
      return url;
    },
    finish: (visit) =>
      told(async () => {
        const came = visit.posted ? new URLSearchParams(await request(visit).text()) : visit.answer!;
        const parameters = oauth.validateAuthResponse(server, app, came, attempt.state);
        const response = await oauth.authorizationCodeGrantRequest(
          server, app, authentication, parameters, redirectUri, attempt.verifier, insecure,
        );
        const expected = { expectedNonce: attempt.nonce, requireIdToken: true };
        return grant(response, await oauth.processAuthorizationCodeResponse(server, app, response, expected));
      }),
    refresh: (token) =>
      told(async () => {
        const response = await oauth.refreshTokenGrantRequest(server, app, authentication, token, insecure);
        return grant(response, await oauth.processRefreshTokenResponse(server, app, response));
      }),
    userinfo: ({ tokens, claims }) =>
      told(async () => {
        const response = await oauth.userInfoRequest(server, app, tokens.access_token, insecure);
        return oauth.processUserInfoResponse(server, app, claims.sub, response);
      }),
    async revoke(token) {
      await oauth.processRevocationResponse(await oauth.revocationRequest(server, app, authentication, token, insecure));
    },
    async signOut(parameters) {
      const url = new URL(server.end_session_endpoint!);
      url.search = new URLSearchParams(parameters).toString();
      return url;
    },
    stop() {},
  };
}

async function told<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
      throw new ProtocolError(error.error);
    }
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      throw new ProtocolError(error.cause[0].parameters.error ?? "unauthorized");
    }
    throw error;
  }
}

export const oauth4webapi: Library = { name: "oauth4webapi", checksIss: true, connect };
