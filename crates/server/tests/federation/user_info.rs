//! Claims that only userinfo has, and userinfo that is about somebody else.

use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use latchkey_server::federation::{FederationError, FederationStep};
use serde_json::{Value, json};

use crate::log::Log;
use crate::relying_party::{RelyingParty, assert_no_leak};

async fn party_with_claims_in_userinfo() -> RelyingParty {
    let party = RelyingParty::start().await;
    party.idp.set_fault(Fault::ClaimsOnlyInUserInfo);
    party
}

#[tokio::test]
async fn missing_claims_come_from_userinfo() {
    let party = party_with_claims_in_userinfo().await;
    let identity = party.sign_in().await.unwrap();
    assert_eq!(identity.claims["email"], "ada@acme.example");
    assert_eq!(identity.claims["given_name"], "Ada");
    assert_eq!(party.idp.requests().userinfo, 1);
}

#[tokio::test]
async fn userinfo_about_another_person_is_refused() {
    for subject in [json!("somebody-else"), json!(""), json!(["idp-ada"])] {
        let party = party_with_claims_in_userinfo().await;
        party.idp.set_fault(Fault::UserInfoClaim {
            claim: "sub",
            value: subject,
        });
        let error = party.sign_in().await.unwrap_err();
        assert!(
            matches!(
                error,
                FederationError::ResponseRefused {
                    step: FederationStep::UserInfo,
                    ..
                }
            ),
            "{error}"
        );
        assert_no_leak(&error);
    }
}

/// Also where nothing was missing: an access token that opens somebody else's claims is no small thing.
#[tokio::test]
async fn userinfo_about_another_person_is_refused_also_where_nothing_was_missing() {
    for subject in [json!("somebody-else"), json!(7)] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(Fault::UserInfoClaim {
            claim: "sub",
            value: subject,
        });
        let error = party.sign_in_needing(&["sub", "email"], &[]).await.unwrap_err();
        assert_eq!(error.step(), FederationStep::UserInfo);
        assert!(
            matches!(error, FederationError::ResponseRefused { .. }),
            "{error}"
        );
    }
}

/// OpenID Connect Core §5.3.2 requires `sub`; without it nothing of userinfo is used.
#[tokio::test]
async fn userinfo_that_does_not_say_whom_it_is_about_is_not_used() {
    let party = RelyingParty::start().await;
    for (claim, value) in [("sub", Value::Null), ("department", json!("Research"))] {
        party.idp.set_fault(Fault::UserInfoClaim { claim, value });
    }
    let identity = party.sign_in_needing(&["sub", "email"], &["department"]).await;
    assert!(!identity.unwrap().claims.contains_key("department"));
    let error = party
        .sign_in_needing(&["sub", "department"], &[])
        .await
        .unwrap_err();
    assert!(matches!(error, FederationError::Misconfigured { .. }), "{error}");
    assert_eq!((error.step(), error.member()), (FederationStep::UserInfo, "sub"));
}

#[tokio::test]
async fn an_address_that_userinfo_alone_denies_is_denied() {
    let party = RelyingParty::start().await;
    party.idp.set_fault(Fault::UserInfoClaim {
        claim: "email_verified",
        value: json!(false),
    });
    let identity = party.sign_in_needing(&["sub", "email"], &[]).await.unwrap();
    assert_eq!(identity.claims["email_verified"], false);
}

/// Everything that is required is in the ID token. The log names the deadline of a sign-in, which is shorter than that of a request.
#[tokio::test]
async fn userinfo_that_is_slow_is_not_waited_for() {
    let log = Log::listen();
    let party = RelyingParty::start().await;
    let slow = Fault::Endpoint(Endpoint::UserInfo, Trouble::Slow);
    party.idp.set_fault(slow.clone());
    let identity = party.sign_in().await.unwrap();
    assert_eq!(identity.claims["email"], "ada@acme.example");
    let text = log.take();
    assert!(text.contains("in the time that a sign-in waits for it"), "{text}");
    let party = party_with_claims_in_userinfo().await;
    party.idp.set_fault(slow);
    let error = party.sign_in().await.unwrap_err();
    assert!(error.to_string().contains("5 seconds"), "{error}");
}

/// Userinfo may be down, closed to this client, or a signed JWT (OpenID Connect Core §5.3.2), which is not read.
#[tokio::test]
async fn a_name_that_only_userinfo_knows_holds_nobody_up() {
    for trouble in [
        Trouble::Status(403),
        Trouble::Status(401),
        Trouble::Status(500),
        Trouble::Html,
        Trouble::Huge,
        Trouble::RedirectTo("/authorize".into()),
    ] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(Fault::IdTokenClaim {
            claim: "given_name",
            value: Value::Null,
        });
        assert_eq!(party.sign_in().await.unwrap().claims["given_name"], "Ada");
        party
            .idp
            .set_fault(Fault::Endpoint(Endpoint::UserInfo, trouble.clone()));
        let identity = party.sign_in().await.unwrap();
        assert!(!identity.claims.contains_key("given_name"), "{trouble:?}");
        assert_eq!(identity.claims["email"], "ada@acme.example");
        assert_eq!(party.idp.requests().userinfo, 2, "{trouble:?}");
    }
}

#[tokio::test]
async fn userinfo_does_not_overrule_the_signed_token() {
    let party = RelyingParty::start().await;
    party.idp.set_fault(Fault::UserInfoClaim {
        claim: "email",
        value: json!("eve@acme.example"),
    });
    party.idp.set_fault(Fault::UserInfoClaim {
        claim: "department",
        value: json!("Research"),
    });
    party.idp.set_fault(Fault::UserInfoClaim {
        claim: "sid",
        value: json!("forged"),
    });
    let identity = party.sign_in_needing(&["sub", "department"], &[]).await.unwrap();
    assert_eq!(identity.claims["email"], "ada@acme.example");
    assert_eq!(identity.claims["department"], "Research");
    assert_eq!(identity.sid, None);
}

#[tokio::test]
async fn a_doubt_about_the_address_stays_a_doubt() {
    let party = party_with_claims_in_userinfo().await;
    party.idp.set_fault(Fault::IdTokenClaim {
        claim: "email_verified",
        value: json!(false),
    });
    assert_eq!(party.sign_in().await.unwrap().claims["email_verified"], false);
    let party = party_with_claims_in_userinfo().await;
    party.idp.set_fault(Fault::UserInfoClaim {
        claim: "email_verified",
        value: json!("false"),
    });
    assert_eq!(party.sign_in().await.unwrap().claims["email_verified"], "false");
}

#[tokio::test]
async fn claims_that_nobody_has_are_just_missing() {
    let party = RelyingParty::start().await;
    let identity = party.sign_in_needing(&["sub", "department"], &[]).await.unwrap();
    assert!(!identity.claims.contains_key("department"));
    let party = RelyingParty::start().await;
    party.idp.set_fault(Fault::Metadata {
        field: "userinfo_endpoint",
        value: Value::Null,
    });
    party.sign_in_needing(&["sub", "department"], &[]).await.unwrap();
    assert_eq!(party.idp.requests().userinfo, 0);
}

#[tokio::test]
async fn userinfo_that_fails_fails_the_sign_in_where_a_required_claim_is_missing() {
    for (trouble, is_outage) in [
        (Trouble::Status(500), true),
        (Trouble::Huge, true),
        (Trouble::GzipBomb, true),
        (Trouble::Status(401), false),
        (Trouble::Html, false),
    ] {
        let party = party_with_claims_in_userinfo().await;
        party
            .idp
            .set_fault(Fault::Endpoint(Endpoint::UserInfo, trouble.clone()));
        let error = party.sign_in().await.unwrap_err();
        assert_eq!(error.step(), FederationStep::UserInfo, "{trouble:?}: {error}");
        assert_eq!(
            matches!(error, FederationError::Unavailable { .. }),
            is_outage,
            "{trouble:?}: {error}"
        );
        assert_no_leak(&error);
    }
}
